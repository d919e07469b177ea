//! Directives, comments and instructions of a file.

use super::{Instruction, Token, range_of, walk};
use crate::{Source, TextRange};

/// `# name=value` at the very top.
#[derive(Debug, Clone, Copy)]
pub struct Directive<'s> {
    pub range: TextRange,
    pub name: Token<'s>,
    pub value: Token<'s>,
}

/// A comment line, also inside a continued instruction.
#[derive(Debug, Clone, Copy)]
pub struct Comment<'s> {
    pub range: TextRange,
    /// From the `#` on, without the line break.
    pub text: &'s str,
}

/// Parser directives in order.
pub fn directives(source: &Source) -> Vec<Directive<'_>> {
    super::children_of_kind(source.root(), "parser_directive")
        .into_iter()
        .filter_map(|node| {
            Some(Directive {
                range: trimmed(source, range_of(node)),
                name: Token::new(source, super::field(node, "name")?),
                value: Token::new(source, super::field(node, "value")?),
            })
        })
        .collect()
}

/// The escape character that a directive sets, else a backslash.
pub fn escape_character(source: &Source) -> char {
    directives(source)
        .iter()
        .find(|directive| directive.name.text.eq_ignore_ascii_case("escape"))
        .filter(|directive| directive.value.text.trim() == "`")
        .map_or('\\', |_| '`')
}

/// Every comment, in order. Comments stand anywhere below the root, so the whole tree is walked;
/// subtrees that cannot hold one are skipped.
pub fn comments(source: &Source) -> Vec<Comment<'_>> {
    let mut found = Vec::new();
    walk(source.root(), |node| {
        if node.kind() == "comment" {
            let range = trimmed(source, range_of(node));
            found.push(Comment { range, text: source.slice(range) });
            return false;
        }
        node.child_count() > 0 && source.slice(range_of(node)).contains('#')
    });
    found
}

/// Instructions in document order, stages flattened; template lines count as unknown instructions.
pub fn instructions(source: &Source) -> Vec<Instruction<'_>> {
    let mut found = Vec::new();
    let root = source.root();
    let mut cursor = root.walk();
    for child in root.named_children(&mut cursor) {
        if child.kind() == "stage" {
            let mut inner = child.walk();
            found.extend(child.named_children(&mut inner).filter_map(|node| Instruction::cast(source, node)));
        } else {
            found.extend(Instruction::cast(source, child));
        }
    }
    found
}

/// Without white space at its end.
pub(super) fn trimmed(source: &Source, range: TextRange) -> TextRange {
    let length = source.slice(range).trim_end().len();
    TextRange::at(range.start(), crate::offset(length))
}
