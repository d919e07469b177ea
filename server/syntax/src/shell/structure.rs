//! How the top level of a script is built, and what its constructs do to the shell that runs it.

use std::ops::Range;

use tree_sitter::{Node, Tree};

use crate::LocalRange;
use crate::continuation::Joined;

/// What a rewriter needs to know besides the commands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// From the first to the last statement; `None` for an empty script, or where something stands
    /// after the last statement that is neither a `;` nor a comment.
    pub statements: Option<LocalRange>,
    /// A comment after the last statement, with its `#`.
    pub comment_after: Option<String>,
    pub shape: Shape,
    /// Simple commands joined by `&&`: `set -e` can stop none of them without failing the whole.
    pub is_plain_chain: bool,
    /// Every statement is a list of simple commands and pipelines of them, negated or not. What they
    /// substitute may be anything.
    pub has_only_simple_commands: bool,
    /// The last statement is one command or pipeline: `set -e` stops when it fails.
    pub ends_with_single: bool,
    /// Something runs in the background.
    pub has_background: bool,
    /// A function, loop variable, arithmetic or expansion leaves something in the shell.
    pub has_lasting_construct: bool,
    /// Names of the variables that are expanded or assigned, special ones (`_`, `?`) included.
    pub variables: Vec<String>,
}

/// How lists follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// One command, or commands joined by `&&` alone.
    #[default]
    Chain,
    /// One list with `||` in it.
    Alternatives,
    /// Several lists: `a; b`.
    Sequence,
}

pub(super) fn of(tree: &Tree, text: &Joined<'_>) -> Structure {
    let root = tree.root_node();
    let statements = statements_of(root);
    let content = content_range(&statements, text.text());
    let comment_after = content.as_ref().and_then(|content| comment_after(root, text.text(), content.end));
    let mut structure = Structure {
        statements: content.map(|content| LocalRange(text.document_range(content))),
        comment_after,
        shape: shape_of(&statements),
        is_plain_chain: matches!(statements.as_slice(), [only] if is_plain(*only)),
        has_only_simple_commands: statements.iter().all(|statement| is_simple_list(*statement)),
        ends_with_single: statements.last().is_some_and(|last| is_single(*last)),
        ..Structure::default()
    };
    structure.walk(root, text.text());
    structure
}

impl Structure {
    /// Visits every node with a cursor, so that depth costs no stack.
    fn walk(&mut self, root: Node<'_>, text: &str) {
        let mut cursor = root.walk();
        // Asking a node for its parent would cost a way down from the root each time.
        let mut parents: Vec<&'static str> = Vec::new();
        loop {
            let node = cursor.node();
            self.visit(node, parents.last().copied().unwrap_or_default(), text);
            if cursor.goto_first_child() {
                parents.push(node.kind());
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                parents.pop();
            }
        }
    }

    fn visit(&mut self, node: Node<'_>, parent: &str, text: &str) {
        match node.kind() {
            "&" => self.has_background = true,
            "function_definition" | "for_statement" | "c_style_for_statement" | "((" | "$((" | "$[" => {
                self.has_lasting_construct = true;
            }
            // `${X:=y}`, `${X=y}`
            ":=" | "=" => self.has_lasting_construct |= parent == "expansion",
            // `{fd}>file` keeps a descriptor in a variable; the grammar has no node for it.
            "word" => {
                let word = text.get(node.byte_range()).unwrap_or_default();
                self.has_lasting_construct |= word.starts_with('{') && word.ends_with('}') && word.len() > 2;
            }
            "variable_name" | "special_variable_name" => {
                let name = text.get(node.byte_range()).unwrap_or_default();
                if !self.variables.iter().any(|known| known == name) {
                    self.variables.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
}

fn statements_of(root: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = root.walk();
    root.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

fn content_range(statements: &[Node<'_>], text: &str) -> Option<Range<usize>> {
    let (start, end) = (statements.first()?.start_byte(), statements.last()?.end_byte());
    let rest = text[end..].trim_start().trim_start_matches(';').trim_start();
    (rest.is_empty() || rest.starts_with('#')).then_some(start..end)
}

fn comment_after(root: Node<'_>, text: &str, end: usize) -> Option<String> {
    let mut cursor = root.walk();
    let comment = root
        .named_children(&mut cursor)
        .find(|child| child.kind() == "comment" && child.start_byte() >= end)?;
    text.get(comment.byte_range()).map(|comment| comment.trim_end().to_owned())
}

fn shape_of(statements: &[Node<'_>]) -> Shape {
    match statements {
        [only] if has_alternative(*only) => Shape::Alternatives,
        [] | [_] => Shape::Chain,
        _ => Shape::Sequence,
    }
}

/// Nodes whose lists are their own: operators inside them bind nothing outside.
const ENCLOSING: [&str; 11] = [
    "subshell",
    "compound_statement",
    "if_statement",
    "for_statement",
    "c_style_for_statement",
    "while_statement",
    "case_statement",
    "function_definition",
    "command_substitution",
    "process_substitution",
    "do_group",
];

/// Commands, operators and enclosing nodes of a statement, without what lies inside them. The
/// grammar hangs a redirect over the whole list before it, even inside a pipeline, so the depth of a
/// node says nothing about precedence. A chain of thousands of commands nests as deep: no recursion.
fn surface(statement: Node<'_>) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let mut pending = vec![statement];
    while let Some(node) = pending.pop() {
        kinds.push(node.kind());
        if !ENCLOSING.contains(&node.kind()) && !is_simple(node.kind()) {
            let mut cursor = node.walk();
            pending.extend(node.children(&mut cursor));
        }
    }
    kinds
}

fn is_simple(kind: &str) -> bool {
    matches!(
        kind,
        "command"
            | "declaration_command"
            | "unset_command"
            | "test_command"
            | "variable_assignment"
            | "variable_assignments"
            | "file_redirect"
            | "herestring_redirect"
    )
}

fn has_alternative(statement: Node<'_>) -> bool {
    surface(statement).contains(&"||")
}

fn is_plain(statement: Node<'_>) -> bool {
    let joins = |kind: &str| matches!(kind, "list" | "&&" | "redirected_statement");
    surface(statement).into_iter().all(|kind| joins(kind) || is_simple(kind))
}

fn is_simple_list(statement: Node<'_>) -> bool {
    let joins = |kind: &str| {
        matches!(
            kind,
            "list" | "&&" | "||" | "redirected_statement" | "pipeline" | "|" | "|&" | "negated_command" | "!"
        )
    };
    surface(statement).into_iter().all(|kind| joins(kind) || is_simple(kind))
}

fn is_single(statement: Node<'_>) -> bool {
    let joins = |kind: &str| matches!(kind, "pipeline" | "|" | "|&" | "redirected_statement");
    surface(statement).into_iter().all(|kind| joins(kind) || is_simple(kind))
}
