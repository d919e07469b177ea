//! An immutable text with its tree: what analysis and editor features read.

use std::sync::{Arc, OnceLock};

use text_size::{TextRange, TextSize};
use tree_sitter::{Node, Tree};

use crate::ast::{self, Instruction};
use crate::lines::Lines;
use crate::position::{Position, PositionEncoding, PositionRange};
use crate::reparse;

/// A snapshot of a document. Cloning copies handles.
#[derive(Debug, Clone)]
pub struct Source {
    text: Arc<str>,
    tree: Tree,
    derived: Arc<Derived>,
}

/// What is worked out when first asked for; clones share it.
#[derive(Debug, Default)]
struct Derived {
    lines: OnceLock<Lines>,
    comments: OnceLock<Vec<TextRange>>,
}

impl Source {
    /// Parses a whole text.
    pub fn parse(text: &str) -> Self {
        Self::from_parts(Arc::from(text), reparse::parse(text, None))
    }

    pub(crate) fn from_parts(text: Arc<str>, tree: Tree) -> Self {
        Self { text, tree, derived: Arc::default() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The text of a range; empty where the range is not one of this text.
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default()
    }

    /// Every instruction in order, triggers of ONBUILD not included.
    pub fn instructions(&self) -> Vec<Instruction<'_>> {
        let (instructions, comments) = ast::instructions_and_comments(self);
        let _ = self.derived.comments.set(comments); // one walk gives both; another one gave the same
        instructions
    }

    /// Where comments stand, in order.
    pub(crate) fn comment_ranges(&self) -> &[TextRange] {
        self.derived.comments.get_or_init(|| ast::instructions_and_comments(self).1)
    }

    /// The escape character that the directive sets, else a backslash.
    pub fn escape(&self) -> char {
        ast::escape_character(self)
    }

    pub fn position(&self, offset: TextSize, encoding: PositionEncoding) -> Position {
        self.lines().position(&self.text, offset, encoding)
    }

    pub fn position_range(&self, range: TextRange, encoding: PositionEncoding) -> PositionRange {
        self.lines().position_range(&self.text, range, encoding)
    }

    pub fn offset(&self, position: Position, encoding: PositionEncoding) -> TextSize {
        self.lines().offset(&self.text, position, encoding)
    }

    /// The line (as LSP counts) with the line break, as a range.
    pub fn line_range(&self, line: u32) -> TextRange {
        self.lines().range(&self.text, line)
    }

    fn lines(&self) -> &Lines {
        self.derived.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// `\r\n` where the first line ends so, else `\n`.
    pub fn line_break(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}
