//! An open document: text that is edited, and a tree that follows.

use std::borrow::Cow;
use std::sync::Arc;

use ropey::Rope;
use text_size::{TextRange, TextSize};
use tree_sitter::Tree;

use crate::position::{Position, PositionEncoding, PositionRange, byte_in_line};
use crate::{Source, reparse};

/// The current text of a document. [`Document::snapshot`] is what everything else reads; edits between two
/// of them cost next to nothing, however long the text is.
#[derive(Debug, Clone)]
pub struct Document {
    /// The client's number for this state.
    pub version: i32,
    rope: Rope,
    /// Of the last snapshot, moved along with the edits since.
    tree: Tree,
    /// What the last snapshot holds; `None` after an edit.
    text: Option<Arc<str>>,
}

impl Document {
    pub fn new(text: &str, version: i32) -> Self {
        let tree = reparse::parse(text, None);
        Self { version, rope: Rope::from_str(text), tree, text: Some(Arc::from(text)) }
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Replaces one range. What the edit touched is parsed with the next snapshot.
    pub fn edit(&mut self, range: TextRange, new_text: &str) {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        self.tree.edit(&reparse::input_edit(&self.rope, start, end, new_text));
        let chars = self.rope.byte_to_char(start)..self.rope.byte_to_char(end);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, new_text);
        self.text = None;
    }

    /// Replaces what lies between two positions of the client.
    pub fn edit_positions(&mut self, range: PositionRange, new_text: &str, encoding: PositionEncoding) {
        let (start, end) = (self.offset(range.start, encoding), self.offset(range.end, encoding));
        self.edit(TextRange::new(start, end.max(start)), new_text);
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, text: &str) {
        *self = Self::new(text, self.version);
    }

    /// The text and its tree as they are now.
    pub fn snapshot(&mut self) -> Source {
        let text = match &self.text {
            Some(text) => Arc::clone(text),
            None => self.parse(),
        };
        Source::from_parts(text, self.tree.clone())
    }

    fn parse(&mut self) -> Arc<str> {
        let mut text = String::with_capacity(self.len());
        text.extend(self.rope.chunks());
        self.tree = reparse::parse(&text, Some(&self.tree));
        Arc::clone(self.text.insert(Arc::from(text)))
    }

    /// As [`crate::lines::Lines::offset`], without a look at the whole text.
    fn offset(&self, position: Position, encoding: PositionEncoding) -> TextSize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return crate::offset(self.len());
        }
        let content = Cow::from(self.rope.line(line));
        crate::offset(self.rope.line_to_byte(line) + byte_in_line(&content, position.character, encoding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Lines;

    #[test]
    fn positions_of_edits_are_those_of_the_text() {
        let text = "FROM a\r\nRUN ß€😀\rx\n\nend";
        let (document, lines) = (Document::new(text, 1), Lines::of(text));
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
            for (line, character) in (0..6).flat_map(|line| (0..20).map(move |character| (line, character))) {
                let position = Position { line, character };
                assert_eq!(document.offset(position, encoding), lines.offset(text, position, encoding));
            }
        }
    }

    #[test]
    fn several_edits_are_parsed_at_once() {
        let mut random = fastrand::Rng::with_seed(11);
        let mut document = Document::new("FROM a AS b\nRUN <<E\nx\nE\nENV A=1 \\\n  B=2\n", 1);
        for _ in 0..300 {
            for _ in 0..random.usize(1..5) {
                let (one, other) = (random.usize(..=document.len()), random.usize(..=document.len()));
                let end = one.max(other).min(one.min(other) + 6);
                let typed = *random
                    .choice(&["", "\n", "RUN x\n", "\\\n", "<<E", "E", "FROM c\n", "$A "])
                    .unwrap_or(&"");
                document.edit(crate::range(one.min(other), end), typed);
            }
            let source = document.snapshot();
            let fresh = Source::parse(source.text());
            assert_eq!(source.root().to_sexp(), fresh.root().to_sexp(), "{}", source.text());
        }
    }
}
