//! `KEY=value` of ENV, LABEL and ARG.

use tree_sitter::Node;

use super::{Word, range_of};
use crate::{Source, TextRange};

/// One pair. `ENV KEY value` is the old form, without `=`.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'s> {
    pub range: TextRange,
    /// Empty in front of a leading `=`.
    pub key: Word<'s>,
    pub value: Option<Word<'s>>,
    pub has_equals: bool,
}

impl<'s> Pair<'s> {
    pub(super) fn new(source: &'s Source, node: Node<'s>) -> Self {
        let range = range_of(node);
        let mut cursor = node.walk();
        let equals = node.children(&mut cursor).find(|child| child.kind() == "=");
        let empty = |at: usize| Word::of_range(source, crate::range(at, at));
        Self {
            range,
            key: super::field(node, "key")
                .map_or_else(|| empty(node.start_byte()), |key| Word::new(source, key)),
            // `KEY=` gives an empty value, `KEY` none.
            value: super::field(node, "value")
                .map(|value| Word::new(source, value))
                .or_else(|| equals.map(|equals| empty(equals.end_byte()))),
            has_equals: equals.is_some(),
        }
    }
}
