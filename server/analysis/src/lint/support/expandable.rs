//! The texts of an instruction in which BuildKit expands variables.

use std::ops::Range;

use syntax::ast::Word;
use syntax::continuation::Joined;
use syntax::expansion::{self, Template};
use syntax::{InstructionKind, TextRange};

use super::arguments::rest;
use crate::model::{InstructionInfo, Model};

/// One text, taken apart, with the way back to the document.
pub struct Expandable<'a> {
    joined: Joined<'a>,
    pub template: Template,
    /// The body of a heredoc whose delimiter is not quoted.
    pub is_heredoc: bool,
}

impl<'a> Expandable<'a> {
    fn new(joined: Joined<'a>, escape: char) -> Self {
        let template = expansion::parse(joined.text(), escape);
        Self { joined, template, is_heredoc: false }
    }

    /// Quotes mean nothing in a heredoc, and a backslash always escapes.
    fn of_heredoc(body: &'a str, start: usize) -> Self {
        // Other characters of the same width keep the offsets.
        let masked = body.replace(['"', '\''], "_");
        let template = expansion::parse(&masked, '\\');
        Self { joined: Joined::plain(body, start), template, is_heredoc: true }
    }

    fn of_word(word: Word<'a>, escape: char) -> Self {
        Self::new(word.joined(escape), escape)
    }

    /// The document range of a part of the template.
    pub fn range(&self, part: Range<usize>) -> TextRange {
        self.joined.document_range(part)
    }
}

/// Texts that BuildKit expands when it meets the instruction. FROM is left out: it has its own scope.
/// Nothing where no text can hold a variable or a fault: without a dollar sign, quote or escape.
pub fn expandable<'a>(model: &Model<'a>, info: &InstructionInfo<'a>) -> Vec<Expandable<'a>> {
    let escape = model.escape;
    let syntax = info.syntax;
    if !syntax.text().contains(['$', '"', '\'', escape]) {
        return Vec::new();
    }
    match info.kind() {
        InstructionKind::Env | InstructionKind::Label => syntax
            .pairs()
            .into_iter()
            .flat_map(|pair| std::iter::once(pair.key).chain(pair.value))
            .map(|word| Expandable::of_word(word, escape))
            .collect(),
        InstructionKind::Arg => syntax
            .pairs()
            .into_iter()
            .filter_map(|pair| pair.value)
            .map(|word| Expandable::of_word(word, escape))
            .collect(),
        InstructionKind::Copy | InstructionKind::Add => {
            let flags = ["chown", "chmod", "checksum"];
            let flags = flags.iter().filter_map(|name| syntax.flag(name)?.value);
            let words = syntax.sources().into_iter().chain(syntax.destination()).chain(flags);
            let heredocs = syntax.heredocs().into_iter().filter(|heredoc| !heredoc.redirect.is_quoted);
            let bodies = heredocs.map(|heredoc| {
                let range = heredoc.body;
                Expandable::of_heredoc(syntax.source().slice(range), usize::from(range.start()))
            });
            let words = words.map(|word| Expandable::of_word(word, escape));
            words.chain(strings(info, escape)).chain(bodies).collect()
        }
        InstructionKind::Volume => {
            let words = syntax.words().into_iter().map(|word| Expandable::of_word(word, escape));
            words.chain(strings(info, escape)).collect()
        }
        InstructionKind::Workdir | InstructionKind::User | InstructionKind::Stopsignal => {
            vec![Expandable::new(rest(info, escape), escape)]
        }
        InstructionKind::Run => syntax
            .mounts()
            .iter()
            .flat_map(|mount| mount.mount_options())
            .filter_map(|option| option.value)
            .map(|word| Expandable::of_word(word, escape))
            .collect(),
        _ => Vec::new(),
    }
}

/// Strings of an exec form, without their quotes. JSON escapes are rare there and stay as written.
fn strings<'a>(info: &InstructionInfo<'a>, escape: char) -> Vec<Expandable<'a>> {
    let source = info.syntax.source();
    let array = info.syntax.json_array().into_iter();
    array
        .flat_map(|array| array.strings())
        .map(|string| {
            let (start, end) = (usize::from(string.range.start()) + 1, usize::from(string.range.end()) - 1);
            let raw = source.text().get(start..end.max(start)).unwrap_or_default();
            Expandable::new(Joined::plain(raw, start), escape)
        })
        .collect()
}
