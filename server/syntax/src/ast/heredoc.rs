//! Heredocs: the marker on the command line and the body below it.

use tree_sitter::Node;

use super::{Token, range_of};
use crate::{Source, TextRange};

/// `<<EOF` on the command line.
#[derive(Debug, Clone, Copy)]
pub struct HeredocRedirect<'s> {
    pub range: TextRange,
    /// As written, quotes included.
    pub delimiter: Token<'s>,
    /// A quoted delimiter keeps the body from being expanded.
    pub is_quoted: bool,
    /// `<<-` strips leading tabs.
    pub strips_tabs: bool,
}

/// A marker with the body that belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Heredoc<'s> {
    pub redirect: HeredocRedirect<'s>,
    /// From the line after the command line to the line with the delimiter.
    pub body: TextRange,
    /// The line with the delimiter.
    pub end: TextRange,
}

impl<'s> HeredocRedirect<'s> {
    pub(super) fn new(source: &'s Source, node: Node<'s>) -> Option<Self> {
        let delimiter = super::field(node, "delimiter")?;
        Some(Self {
            range: range_of(node),
            delimiter: Token::new(source, delimiter),
            is_quoted: delimiter.kind() == "quoted_heredoc_delimiter",
            strips_tabs: super::field(node, "strip").is_some(),
        })
    }

    /// The delimiter without its quotes.
    pub fn name(&self) -> String {
        self.delimiter.text.chars().filter(|c| !matches!(c, '"' | '\'' | '\\')).collect()
    }
}

impl<'s> Heredoc<'s> {
    pub(super) fn new(redirect: HeredocRedirect<'s>, block: Node<'s>) -> Self {
        let start = crate::range(block.start_byte(), block.start_byte());
        Self {
            redirect,
            body: super::field(block, "body").map_or(start, range_of),
            end: super::field(block, "end").map_or(start, range_of),
        }
    }
}
