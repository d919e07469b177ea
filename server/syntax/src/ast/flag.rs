//! `--name=value`, and the options of `--mount`.

use tree_sitter::Node;

use super::{Token, Word, children_of_kind, range_of};
use crate::{Source, TextRange};

/// A flag of an instruction.
#[derive(Debug, Clone, Copy)]
pub struct Flag<'s> {
    source: &'s Source,
    node: Node<'s>,
    /// `None` for bare dashes.
    pub name: Option<Token<'s>>,
    /// `None` without `=`, and for mounts.
    pub value: Option<Word<'s>>,
}

/// `key=value` inside a mount.
#[derive(Debug, Clone, Copy)]
pub struct MountOption<'s> {
    pub range: TextRange,
    pub key: Option<Word<'s>>,
    pub value: Option<Word<'s>>,
}

impl<'s> Flag<'s> {
    pub(super) fn new(source: &'s Source, node: Node<'s>) -> Self {
        Self {
            source,
            node,
            name: super::field(node, "name").map(|name| Token::new(source, name)),
            value: super::field(node, "value").map(|value| Word::new(source, value)),
        }
    }

    /// From the dashes to the end of the value.
    pub fn range(self) -> TextRange {
        range_of(self.node)
    }

    /// As written, without continuations that may follow.
    pub fn text(self) -> &'s str {
        self.source.slice(self.range())
    }

    /// What follows the `=`, for mounts too; `None` without `=`.
    pub fn raw_value(self) -> Option<Word<'s>> {
        let mut cursor = self.node.walk();
        let equals = self.node.children(&mut cursor).find(|child| child.kind() == "=")?;
        Some(Word::of_range(self.source, crate::range(equals.end_byte(), self.node.end_byte())))
    }

    pub fn is_mount(self) -> bool {
        self.node.kind() == "mount_flag"
    }

    /// Options of a mount, in order; empty for other flags.
    pub fn mount_options(self) -> Vec<MountOption<'s>> {
        children_of_kind(self.node, "mount_option")
            .into_iter()
            .map(|option| MountOption {
                range: range_of(option),
                key: super::field(option, "key").map(|key| Word::new(self.source, key)),
                value: super::field(option, "value").map(|value| Word::new(self.source, value)),
            })
            .collect()
    }

    /// The last option of a mount that has one of these keys.
    pub fn mount_option(self, keys: &[&str]) -> Option<MountOption<'s>> {
        let has_key = |option: &MountOption<'_>| {
            option.key.is_some_and(|key| keys.iter().any(|name| key.text().eq_ignore_ascii_case(name)))
        };
        self.mount_options().into_iter().rev().find(has_key)
    }
}
