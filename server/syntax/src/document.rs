//! An open document: text that is edited, and a tree that follows.

use std::sync::Arc;

use ropey::Rope;
use text_size::TextRange;
use tree_sitter::Tree;

use crate::position::{self, PositionEncoding, PositionRange};
use crate::{Source, reparse};

/// The current text of a document. [`Document::snapshot`] is what everything else reads.
#[derive(Debug, Clone)]
pub struct Document {
    /// The client's number for this state.
    pub version: i32,
    rope: Rope,
    text: Arc<str>,
    tree: Tree,
}

impl Document {
    pub fn new(text: &str, version: i32) -> Self {
        Self { version, rope: Rope::from_str(text), text: Arc::from(text), tree: reparse::parse(text, None) }
    }

    /// Replaces one range and reparses what the edit touched.
    pub fn edit(&mut self, range: TextRange, new_text: &str) {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        let edit = reparse::input_edit(&self.text, start, end, new_text);
        let chars = self.rope.byte_to_char(start)..self.rope.byte_to_char(end);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, new_text);
        self.text = Arc::from(self.rope.to_string());
        self.tree.edit(&edit);
        self.tree = reparse::parse(&self.text, Some(&self.tree));
    }

    /// Replaces what lies between two positions of the client.
    pub fn edit_positions(&mut self, range: PositionRange, new_text: &str, encoding: PositionEncoding) {
        let start = position::offset_of(&self.rope, range.start, encoding);
        let end = position::offset_of(&self.rope, range.end, encoding);
        self.edit(TextRange::new(start, end.max(start)), new_text);
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, text: &str) {
        *self = Self::new(text, self.version);
    }

    pub fn snapshot(&self) -> Source {
        Source::from_parts(Arc::clone(&self.text), self.rope.clone(), self.tree.clone())
    }
}
