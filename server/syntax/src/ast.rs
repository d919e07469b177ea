//! Typed views over the tree. A view is a node and its text; accessors return `None` or nothing for
//! what is not typed yet.

mod flag;
mod heredoc;
mod heredoc_marker;
mod instruction;
mod json;
mod pair;
mod root;
mod word;

use std::collections::HashMap;
use std::sync::LazyLock;

use tree_sitter::Node;

use crate::{Source, TextRange};

pub use flag::{Flag, MountOption};
pub use heredoc::{Heredoc, HeredocRedirect};
pub use instruction::{CommandForm, ImageSpec, Instruction};
pub use json::{JsonArray, JsonString};
pub use pair::Pair;
pub(crate) use root::instructions_and_comments;
pub use root::{Comment, Directive, comments, directives, escape_character};
pub use word::Word;

/// A piece of text with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'s> {
    pub range: TextRange,
    pub text: &'s str,
}

impl<'s> Token<'s> {
    pub(crate) fn new(source: &'s Source, node: Node<'_>) -> Self {
        let range = range_of(node);
        Self { range, text: source.slice(range) }
    }
}

pub(crate) fn range_of(node: Node<'_>) -> TextRange {
    crate::range(node.start_byte(), node.end_byte())
}

/// The child under a field's name. The runtime compares a name with those of all fields each time, so their
/// numbers are looked up once.
pub(crate) fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    static NUMBERS: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
        let language = tree_sitter::Language::new(tree_sitter_dockerfile::LANGUAGE);
        let count = u16::try_from(language.field_count()).unwrap_or(u16::MAX);
        (1..=count).filter_map(|number| Some((language.field_name_for_id(number)?, number))).collect()
    });
    node.child_by_field_id(*NUMBERS.get(name)?)
}

/// Visits a node and what lies below it, parents first; below a node only where `enter` says so. Not by
/// recursion: how deep a text nests is up to whoever wrote it, and a stack that overflows ends the program.
pub fn walk<'t>(node: Node<'t>, mut enter: impl FnMut(Node<'t>) -> bool) {
    let mut cursor = node.walk();
    loop {
        if enter(cursor.node()) && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// Named children of a node.
pub(crate) fn named_children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

/// Named children of one kind.
pub(crate) fn children_of_kind<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    named_children(node).into_iter().filter(|child| child.kind() == kind).collect()
}

pub(crate) fn child_of_kind<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find(|child| child.kind() == kind)
}
