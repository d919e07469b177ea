//! The place inside a shell command that is being typed.

use analysis::model::InstructionInfo;
use syntax::continuation::Joined;

use super::{Finder, Place, Site};

/// The simple command at the cursor, as far as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ShellPlace {
    /// Complete words before the one at the cursor, unquoted; wrappers and assignments left out.
    pub words: Vec<String>,
    /// The word at the cursor up to it, unquoted.
    pub current: String,
}

impl ShellPlace {
    /// The program's base name.
    pub fn program(&self) -> Option<&str> {
        let name = self.words.first()?;
        Some(name.rsplit('/').next().unwrap_or(name))
    }

    /// The first word after the program that is no option, from the `skip`th on.
    pub fn subcommand(&self) -> Option<&str> {
        self.words.iter().skip(1).find(|word| !word.starts_with('-')).map(String::as_str)
    }

    /// The word right before the one at the cursor.
    pub fn previous(&self) -> Option<&str> {
        self.words.last().map(String::as_str)
    }
}

/// Programs before which another command begins.
const WRAPPERS: [&str; 6] = ["sudo", "env", "exec", "time", "nice", "command"];

/// Shell words after which a command begins.
const OPENERS: [&str; 8] = ["then", "do", "else", "elif", "if", "while", "until", "!"];

impl<'m, 'a> Finder<'m, 'a> {
    pub(super) fn in_shell(&self, info: &'m InstructionInfo<'a>, joined: &Joined<'_>) -> Site<'m, 'a> {
        self.in_shell_from(info, joined, 0)
    }

    pub(super) fn in_shell_from(
        &self,
        info: &'m InstructionInfo<'a>,
        joined: &Joined<'_>,
        from: usize,
    ) -> Site<'m, 'a> {
        let text = &joined.text()[from..];
        let Some(command) = last_command(text) else {
            return self.make(Some(info), Place::Other, text_size::TextRange::empty(self.offset));
        };
        let current = &command.place.current;
        let assigned = current.split_once('=').filter(|(name, _)| is_name(name));
        let (place, start) = match assigned {
            Some((name, _)) if command.takes_assignments() => {
                let written = &text[command.current_start..];
                let equals = written.find('=').map_or(0, |at| at + 1);
                let quote = usize::from(written[equals..].starts_with(['"', '\'']));
                (Place::DefinedValue { name: name.to_owned() }, command.current_start + equals + quote)
            }
            _ => (Place::Shell(command.place), command.current_start + command.quote),
        };
        let start = self.document_offset(joined, from + start);
        let ends = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | ')' | '"' | '\'' | '`');
        self.make(Some(info), place, syntax::range(start, self.word_end(ends)))
    }
}

/// The command that the text ends in.
struct LastCommand {
    place: ShellPlace,
    /// Where the word at the cursor begins, its opening quote included.
    current_start: usize,
    /// Length of that quote.
    quote: usize,
}

impl LastCommand {
    /// An assignment stands before a command or belongs to `export` and its like.
    fn takes_assignments(&self) -> bool {
        matches!(self.place.program(), None | Some("export" | "declare" | "readonly" | "local"))
    }
}

/// Cuts a text into the words of its last simple command; `None` inside a comment.
fn last_command(text: &str) -> Option<LastCommand> {
    let mut scanner = Scanner::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (scanner.quote, c) {
            (Some(quote), _) if quote == c => scanner.quote = None,
            (Some('\''), _) => scanner.push(at, c),
            (_, '\\') => {
                if let Some((_, next)) = chars.next() {
                    scanner.push(at, next);
                }
            }
            (Some(_), _) => scanner.push(at, c),
            (None, '"' | '\'') => scanner.open_quote(at, c),
            (None, '#') if scanner.start.is_none() => {
                let newline = text[at..].find('\n')?;
                while chars.peek().is_some_and(|&(next, _)| next <= at + newline) {
                    chars.next();
                }
                scanner.end_command();
            }
            (None, ';' | '&' | '|' | '\n' | '(' | ')' | '`' | '{' | '}')
                if !(matches!(c, '{' | '}') && scanner.start.is_some()) =>
            {
                scanner.end_command();
            }
            (None, c) if c.is_whitespace() => scanner.end_word(),
            (None, _) => scanner.push(at, c),
        }
    }
    Some(scanner.finish(text.len()))
}

#[derive(Default)]
struct Scanner {
    words: Vec<String>,
    word: String,
    start: Option<usize>,
    quote: Option<char>,
    /// The word begins with a quote.
    quoted_start: bool,
}

impl Scanner {
    fn push(&mut self, at: usize, c: char) {
        self.begin(at);
        self.word.push(c);
    }

    fn begin(&mut self, at: usize) {
        if self.start.is_none() {
            self.start = Some(at);
            self.quoted_start = false;
        }
    }

    fn open_quote(&mut self, at: usize, quote: char) {
        let first = self.start.is_none();
        self.begin(at);
        self.quoted_start |= first;
        self.quote = Some(quote);
    }

    fn end_word(&mut self) {
        if self.start.take().is_none() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let opens = self.words.is_empty()
            && (OPENERS.contains(&word.as_str())
                || WRAPPERS.contains(&word.as_str())
                || word.split_once('=').is_some_and(|(name, _)| is_name(name)));
        if !opens {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.words.clear();
    }

    fn finish(self, end: usize) -> LastCommand {
        let quote = usize::from(self.quoted_start && self.start.is_some());
        LastCommand {
            place: ShellPlace { words: self.words, current: self.word },
            current_start: self.start.unwrap_or(end),
            quote,
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_at_the_end_is_found() {
        for (text, words, current) in [
            ("apt-get update && apt-get install -y cu", vec!["apt-get", "install", "-y"], "cu"),
            ("pip install ", vec!["pip", "install"], ""),
            ("sudo pip install 'torch==2", vec!["pip", "install"], "torch==2"),
            ("A=1 pip install x; ", vec![], ""),
            ("if true; then pip ", vec!["pip"], ""),
            ("echo \"a && b\" c", vec!["echo", "a && b"], "c"),
            ("cd x\n# note; y\npip", vec![], "pip"),
        ] {
            let found = last_command(text).expect("no comment").place;
            assert_eq!(
                (found.words, found.current.as_str()),
                (words.iter().map(|&w| w.to_owned()).collect(), current),
                "{text:?}"
            );
        }
        assert!(last_command("cd x # he").is_none());
    }
}
