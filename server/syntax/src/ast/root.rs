//! Directives, comments and instructions of a file.

use std::sync::LazyLock;

use tree_sitter::Language;

use super::{Instruction, Token, range_of, walk};
use crate::{InstructionKind, Source, TextRange};

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

/// The escape character that a directive sets, else a backslash. BuildKit refuses a second such directive; the
/// grammar reads on with it, and so does everybody else.
pub fn escape_character(source: &Source) -> char {
    directives(source)
        .iter()
        .filter(|directive| directive.name.text.eq_ignore_ascii_case("escape"))
        .filter_map(|directive| match directive.value.text.trim() {
            "`" => Some('`'),
            "\\" => Some('\\'),
            _ => None,
        })
        .next_back()
        .unwrap_or('\\')
}

/// Every comment, in order, those inside of continued instructions too.
pub fn comments(source: &Source) -> Vec<Comment<'_>> {
    source.comment_ranges().iter().map(|&range| Comment { range, text: source.slice(range) }).collect()
}

/// Instructions in document order, stages flattened, and all comments. Template lines count as unknown
/// instructions. Comments stand anywhere below the root, so the whole tree is walked; subtrees that cannot
/// hold one are skipped.
pub(crate) fn instructions_and_comments(source: &Source) -> (Vec<Instruction<'_>>, Vec<TextRange>) {
    let (kinds, root) = (Kinds::get(), source.root().kind_id());
    let (mut instructions, mut comments) = (Vec::new(), Vec::new());
    // Up to here the last instruction goes; what ONBUILD triggers lies inside.
    let mut end = 0;
    walk(source.root(), |node| {
        let kind = node.kind_id();
        if kind == kinds.comment {
            comments.push(trimmed(source, range_of(node)));
            return false;
        }
        if kind == kinds.stage || kind == root {
            return true;
        }
        if let Some(kind) = kinds.instruction(kind).filter(|_| node.start_byte() >= end) {
            let instruction = Instruction::new(source, node, kind);
            instructions.push(instruction);
            end = node.end_byte();
            return instruction.text().contains('#');
        }
        source.slice(range_of(node)).contains('#')
    });
    (instructions, comments)
}

/// Numbers of the kinds of nodes that every line is compared with: names cost much more.
struct Kinds {
    stage: u16,
    comment: u16,
    /// By number.
    instructions: Vec<Option<InstructionKind>>,
}

impl Kinds {
    fn get() -> &'static Self {
        static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
            let language = Language::new(tree_sitter_dockerfile::LANGUAGE);
            let count = u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
            let instruction = |id| Instruction::kind_of(language.node_kind_for_id(id)?);
            Kinds {
                stage: language.id_for_node_kind("stage", true),
                comment: language.id_for_node_kind("comment", true),
                instructions: (0..count).map(instruction).collect(),
            }
        });
        &KINDS
    }

    fn instruction(&self, id: u16) -> Option<InstructionKind> {
        self.instructions.get(usize::from(id)).copied().flatten()
    }
}

/// Without white space at its end.
pub(super) fn trimmed(source: &Source, range: TextRange) -> TextRange {
    let length = source.slice(range).trim_end().len();
    TextRange::at(range.start(), crate::offset(length))
}
