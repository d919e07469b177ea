//! Words: paths, names, values, with their quotes and expansions.

use tree_sitter::Node;

use crate::continuation::Joined;
use crate::expansion::{self, Template};
use crate::{Source, TextRange};

/// A word as written. It may run over a continuation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word<'s> {
    source: &'s Source,
    range: TextRange,
}

impl<'s> Word<'s> {
    pub(crate) fn new(source: &'s Source, node: Node<'_>) -> Self {
        Self { source, range: super::range_of(node) }
    }

    pub(crate) fn of_range(source: &'s Source, range: TextRange) -> Self {
        Self { source, range }
    }

    pub fn range(self) -> TextRange {
        self.range
    }

    /// The raw text, quotes and continuations included.
    pub fn text(self) -> &'s str {
        self.source.slice(self.range)
    }

    /// The text without continuations, with the way back to the document.
    pub fn joined(self, escape: char) -> Joined<'s> {
        Joined::new(self.text(), usize::from(self.range.start()), escape)
    }

    /// Taken apart for expansion. Ranges in it are those of [`Word::joined`].
    pub fn template(self, escape: char) -> Template {
        expansion::parse(self.joined(escape).text(), escape)
    }

    /// The value, where no variable takes part.
    pub fn literal(self, escape: char) -> Option<String> {
        self.template(escape).as_literal()
    }
}

impl PartialEq for Source {
    /// Views compare by the snapshot that they belong to.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
