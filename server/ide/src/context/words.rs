//! Cutting a half-typed line into words.

use std::ops::Range;

/// Words of an instruction's arguments, cut at blanks outside of quotes and braces. The last one is
/// the word at the end of the text; it is empty after a blank.
pub(super) fn split(text: &str, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut state = State::default();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if state.is_plain() && c.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        if c == escape && state.quote != Some('\'') {
            chars.next();
        } else {
            state.step(c, &text[at + c.len_utf8()..]);
        }
    }
    words.push(start.unwrap_or(text.len())..text.len());
    words
}

/// Quotes and braces that are open.
#[derive(Default)]
struct State {
    quote: Option<char>,
    braces: usize,
}

impl State {
    fn is_plain(&self) -> bool {
        self.quote.is_none() && self.braces == 0
    }

    fn step(&mut self, c: char, rest: &str) {
        match (self.quote, c) {
            (Some(quote), _) if quote == c => self.quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => self.quote = Some(c),
            // An unclosed brace must not swallow the rest of the line.
            (None, '{') if rest.split_whitespace().next().is_some_and(|word| word.contains('}')) => {
                self.braces += 1;
            }
            (None, '}') => self.braces = self.braces.saturating_sub(1),
            _ => {}
        }
    }
}

/// Where the name of a variable begins, when the text ends inside `$NAME` or `${NAME`.
pub(super) fn open_variable(text: &str, escape: char) -> Option<(usize, bool)> {
    let name_start = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let (before, in_braces) = match text[..name_start].strip_suffix("${") {
        Some(before) => (before, true),
        None => (text[..name_start].strip_suffix('$')?, false),
    };
    let name = &text[name_start..];
    let escaped = before.chars().rev().take_while(|&c| c == escape).count() % 2 == 1;
    (!escaped && !name.starts_with(|c: char| c.is_ascii_digit())).then_some((name_start, in_braces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_plain_blanks() {
        for (text, words) in [
            ("", vec![""]),
            (" a  b", vec!["a", "b"]),
            ("a ", vec!["a", ""]),
            ("a=\"b c\" d", vec!["a=\"b c\"", "d"]),
            ("a=\"b c", vec!["a=\"b c"]),
            (r"a\ b c", vec![r"a\ b", "c"]),
            ("${A:-x} ${B", vec!["${A:-x}", "${B"]),
        ] {
            let found: Vec<&str> = split(text, '\\').into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, words, "{text:?}");
        }
    }

    #[test]
    fn variables_are_seen_while_they_are_typed() {
        for (text, expected) in [
            ("$", Some((1, false))),
            ("a${", Some((3, true))),
            ("${CU", Some((2, true))),
            ("x-$CU", Some((3, false))),
            ("\\$A", None),
            ("\\\\$A", Some((3, false))),
            ("A", None),
            ("", None),
            ("${A}", None),
            ("$1", None),
        ] {
            assert_eq!(open_variable(text, '\\'), expected, "{text:?}");
        }
    }
}
