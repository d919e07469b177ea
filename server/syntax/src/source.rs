//! An immutable text with its tree: what analysis and editor features read.

use std::sync::Arc;

use ropey::Rope;
use text_size::{TextRange, TextSize};
use tree_sitter::{Node, Tree};

use crate::ast::{self, Instruction};
use crate::position::{self, Position, PositionEncoding, PositionRange};
use crate::reparse;

/// A snapshot of a document. Cloning copies handles.
#[derive(Debug, Clone)]
pub struct Source {
    text: Arc<str>,
    rope: Rope,
    tree: Tree,
}

impl Source {
    /// Parses a whole text.
    pub fn parse(text: &str) -> Self {
        Self { text: Arc::from(text), rope: Rope::from_str(text), tree: reparse::parse(text, None) }
    }

    pub(crate) fn from_parts(text: Arc<str>, rope: Rope, tree: Tree) -> Self {
        Self { text, rope, tree }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn rope(&self) -> &Rope {
        &self.rope
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
        ast::instructions(self)
    }

    /// The escape character that the directive sets, else a backslash.
    pub fn escape(&self) -> char {
        ast::escape_character(self)
    }

    pub fn position(&self, offset: TextSize, encoding: PositionEncoding) -> Position {
        position::position_of(&self.rope, offset, encoding)
    }

    pub fn position_range(&self, range: TextRange, encoding: PositionEncoding) -> PositionRange {
        position::range_of(&self.rope, range, encoding)
    }

    pub fn offset(&self, position: Position, encoding: PositionEncoding) -> TextSize {
        position::offset_of(&self.rope, position, encoding)
    }

    /// The line (as LSP counts) with the line break, as a range.
    pub fn line_range(&self, line: u32) -> TextRange {
        let line = (line as usize).min(self.rope.len_lines());
        let end = (line + 1).min(self.rope.len_lines());
        crate::range(self.rope.line_to_byte(line), self.rope.line_to_byte(end))
    }

    /// `\r\n` where the first line ends so, else `\n`.
    pub fn line_break(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}
