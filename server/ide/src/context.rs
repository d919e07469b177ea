//! What stands at the cursor: which instruction, which part of it, which word.
//!
//! Half-typed lines are the rule here, so the place is told from the text before the cursor, joined
//! over continuations, with the tree's word for where instructions and heredocs begin.

mod arguments;
mod shell;
mod words;

use analysis::Analysis;
use analysis::model::InstructionInfo;
use syntax::ast::Heredoc;
use syntax::continuation::Joined;
use syntax::{InstructionKind, TextRange, TextSize};

pub(crate) use shell::ShellPlace;

/// What may be written at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first word of a line, or of what ONBUILD triggers.
    Keyword { after_onbuild: bool },
    /// Inside a comment, from after the `#`.
    Comment,
    /// The name of a flag, from its dashes on.
    FlagName,
    /// The value of a flag other than a mount.
    FlagValue { flag: String },
    /// The key of a mount option; the options that are there already.
    MountKey { options: Vec<(String, String)> },
    /// The value of a mount option.
    MountValue { key: String, options: Vec<(String, String)> },
    /// An image reference: in FROM, in a `from` of COPY or of a mount.
    Image,
    /// After the image of FROM, where AS may stand.
    AfterImage,
    /// A variable's name, after `$` or `${`.
    Variable { in_braces: bool },
    /// A source of COPY or ADD; its index among the words.
    Path { index: usize, from: Option<String> },
    /// A name that ENV or ARG defines.
    DefinedName,
    /// A value that ENV or ARG gives to a name; also an assignment in a shell.
    DefinedValue { name: String },
    /// The argument of an instruction that takes plain words.
    Argument,
    /// CMD or NONE of HEALTHCHECK.
    HealthcheckType,
    /// A word of a shell command.
    Shell(ShellPlace),
    /// Text about which nothing useful is known.
    Other,
}

/// The cursor with what it stands in.
pub(crate) struct Site<'m, 'a> {
    pub analysis: &'m Analysis<'a>,
    /// The instruction, or the one that ONBUILD triggers; `None` between instructions.
    pub info: Option<&'m InstructionInfo<'a>>,
    pub place: Place,
    /// What an accepted completion replaces: the whole word, also behind the cursor.
    pub range: TextRange,
    pub offset: TextSize,
}

impl<'a> Site<'_, 'a> {
    /// What is typed of the word, up to the cursor.
    pub fn typed(&self) -> &'a str {
        self.analysis.source.slice(TextRange::new(self.range.start(), self.offset))
    }

    pub fn kind(&self) -> InstructionKind {
        self.info.map_or(InstructionKind::Unknown, |info| info.kind())
    }
}

/// Tells what stands at an offset.
pub(crate) fn site<'m, 'a>(analysis: &'m Analysis<'a>, offset: TextSize) -> Site<'m, 'a> {
    let offset = clamp(analysis.source.text(), offset);
    let finder = Finder { analysis, offset };
    finder.find()
}

/// An offset inside the text, on the boundary of a character and behind a byte order mark.
fn clamp(text: &str, offset: TextSize) -> TextSize {
    let mut at = usize::from(offset).clamp(bom_length(text), text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    syntax::offset(at)
}

/// The instruction that an offset belongs to: inside it, on the blanks behind it, or on a line that
/// its final escape character continues.
pub(crate) fn instruction_around<'m, 'a>(
    analysis: &'m Analysis<'a>,
    offset: TextSize,
) -> Option<&'m InstructionInfo<'a>> {
    let model = &analysis.model;
    let after = model.instructions.partition_point(|info| info.start() <= offset);
    let info = model.instructions.get(after.checked_sub(1)?)?;
    let end = info.syntax.range().end();
    if offset <= end {
        return Some(info);
    }
    let gap = analysis.source.slice(TextRange::new(end, offset));
    let continues = || {
        let text = info.syntax.text();
        let escape = model.escape;
        text.ends_with(escape) && !text[..text.len() - escape.len_utf8()].ends_with(escape)
    };
    (!gap.contains('\n') || continues()).then_some(info)
}

struct Finder<'m, 'a> {
    analysis: &'m Analysis<'a>,
    offset: TextSize,
}

impl<'m, 'a> Finder<'m, 'a> {
    fn find(&self) -> Site<'m, 'a> {
        let info = instruction_around(self.analysis, self.offset);
        if let Some(info) = info
            && let Some(heredoc) = self.heredoc_of(info)
        {
            return self.in_heredoc(info, &heredoc);
        }
        if let Some(range) = self.comment() {
            return self.make(None, Place::Comment, range);
        }
        match info {
            Some(info) => self.in_instruction(info),
            None => self.make(None, Place::Keyword { after_onbuild: false }, self.word_range()),
        }
    }

    fn make(&self, info: Option<&'m InstructionInfo<'a>>, place: Place, range: TextRange) -> Site<'m, 'a> {
        Site { analysis: self.analysis, info, place, range, offset: self.offset }
    }

    fn text(&self) -> &'a str {
        self.analysis.source.text()
    }

    /// From after the `#` to the end of the line, when the cursor is in a comment.
    fn comment(&self) -> Option<TextRange> {
        let text = self.text();
        let at = usize::from(self.offset);
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        let line = &text[line_start..line_end];
        let hash = line_start + line.find('#').filter(|&hash| line[..hash].trim().is_empty())?;
        (at > hash).then(|| syntax::range(hash + 1, line_end))
    }

    /// The letters around the cursor.
    fn word_range(&self) -> TextRange {
        let text = self.text();
        let at = usize::from(self.offset);
        let start = text[..at]
            .rfind(char::is_whitespace)
            .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
        syntax::range(start.max(bom_length(text)), self.word_end(|c| c.is_whitespace()))
    }

    /// Where the word at the cursor ends, before what `ends` says and before a continuation.
    fn word_end(&self, ends: impl Fn(char) -> bool) -> usize {
        let text = self.text();
        let at = usize::from(self.offset);
        let escape = self.analysis.model.escape;
        let rest = &text[at..];
        let continuation = |index: usize| {
            let after = rest[index + escape.len_utf8()..].trim_start_matches([' ', '\t', '\r']);
            after.is_empty() || after.starts_with('\n')
        };
        let end = rest
            .char_indices()
            .find(|&(index, c)| ends(c) || matches!(c, '\n' | '\r') || (c == escape && continuation(index)));
        end.map_or(text.len(), |(index, _)| at + index)
    }

    fn heredoc_of(&self, info: &'m InstructionInfo<'a>) -> Option<Heredoc<'a>> {
        let carrier = info.trigger.as_deref().unwrap_or(info).syntax;
        let body_has = |heredoc: &Heredoc<'a>| {
            heredoc.body.contains_inclusive(self.offset) && self.offset < heredoc.end.start()
        };
        carrier.heredocs().into_iter().find(body_has)
    }

    fn in_heredoc(&self, info: &'m InstructionInfo<'a>, heredoc: &Heredoc<'a>) -> Site<'m, 'a> {
        let info = info.trigger.as_deref().unwrap_or(info);
        let start = usize::from(heredoc.body.start());
        let before = &self.text()[start..usize::from(self.offset)];
        let joined = Joined::plain(before, start);
        if !heredoc.redirect.is_quoted
            && let Some(site) = self.variable(info, &joined, 0)
        {
            return site;
        }
        match info.syntax.heredoc_script() {
            Some(script) if script.body == heredoc.body && info.shell.is_posix() => {
                self.in_shell(info, &joined)
            }
            _ => self.make(Some(info), Place::Other, TextRange::empty(self.offset)),
        }
    }

    fn in_instruction(&self, info: &'m InstructionInfo<'a>) -> Site<'m, 'a> {
        let Some(keyword) = info.syntax.keyword() else {
            return self.make(Some(info), Place::Other, TextRange::empty(self.offset));
        };
        if self.offset <= keyword.range.end() {
            let place = Place::Keyword { after_onbuild: info.is_trigger };
            return self.make(None, place, keyword.range);
        }
        if info.kind() == InstructionKind::Onbuild {
            return match info.trigger.as_deref() {
                Some(trigger) if trigger.start() <= self.offset => self.in_instruction(trigger),
                _ => self.make(None, Place::Keyword { after_onbuild: true }, self.word_range()),
            };
        }
        self.in_arguments(info, usize::from(keyword.range.end()))
    }
}

fn bom_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

#[cfg(test)]
mod tests;
