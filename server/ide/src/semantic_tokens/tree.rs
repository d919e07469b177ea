//! Tokens from the Dockerfile's tree.

use tree_sitter::{Node, TreeCursor};

use super::{Painter, TokenKind};

pub(super) fn paint(painter: &mut Painter<'_, '_>) {
    let mut cursor = painter.analysis.source.root().walk();
    children(painter, &mut cursor, "", None);
}

/// What the words of a node are painted as.
fn role(parent: &str, field: Option<&str>) -> Option<(TokenKind, bool)> {
    Some(match (parent, field) {
        ("image_spec", Some("registry" | "name")) => (TokenKind::Namespace, false),
        ("image_spec", Some("tag" | "digest")) => (TokenKind::EnumMember, false),
        ("from_instruction", Some("alias")) => (TokenKind::Namespace, true),
        ("mount_option", Some("key")) => (TokenKind::Property, false),
        ("mount_option" | "flag", Some("value")) => (TokenKind::EnumMember, false),
        ("expose_instruction", Some("port")) => (TokenKind::Number, false),
        ("stopsignal_instruction", Some("signal")) => (TokenKind::EnumMember, false),
        ("label_instruction", Some("key")) => (TokenKind::Property, false),
        ("arg_instruction" | "env_instruction", Some("key")) => (TokenKind::Variable, true),
        _ => return None,
    })
}

/// `owner` is the kind of the node at the cursor, for a pair that of its instruction.
fn children(
    painter: &mut Painter<'_, '_>,
    cursor: &mut TreeCursor<'_>,
    owner: &'static str,
    inherited: Option<(TokenKind, bool)>,
) {
    if !cursor.goto_first_child() {
        return;
    }
    loop {
        let node = cursor.node();
        let range = syntax::range(node.start_byte(), node.end_byte());
        if painter.reaches(range) {
            let own = role(owner, cursor.field_name()).or(inherited);
            if !leaf(painter, node, own) {
                let next = if node.kind() == "pair" { owner } else { node.kind() };
                children(painter, cursor, next, own);
            }
        }
        if !cursor.goto_next_sibling() {
            break;
        }
    }
    cursor.goto_parent();
}

/// Paints a node as a whole; false where its children decide.
fn leaf(painter: &mut Painter<'_, '_>, node: Node<'_>, role: Option<(TokenKind, bool)>) -> bool {
    let range = syntax::range(node.start_byte(), node.end_byte());
    let kind = match node.kind() {
        "keyword" | "as" | "healthcheck_type" => TokenKind::Keyword,
        "comment" => TokenKind::Comment,
        "#" | "directive_name" | "heredoc_delimiter" | "quoted_heredoc_delimiter" | "heredoc_end" => {
            TokenKind::Macro
        }
        "directive_value" => TokenKind::String,
        "flag_name" | "--" => TokenKind::Parameter,
        "variable_name" => TokenKind::Variable,
        "operator" | "<<" => TokenKind::Operator,
        "string_content" | "\"" | "'" | "json_string" => TokenKind::String,
        "template_line" => TokenKind::Macro,
        "heredoc_body" | "shell_fragment" => return true,
        // A word of one unquoted stretch is a leaf.
        "unquoted" | "word" if node.child_count() == 0 => {
            match role {
                Some((kind, true)) => painter.add_definition(range, kind),
                Some((kind, false)) => painter.add(range, kind),
                None => {}
            }
            return true;
        }
        _ => return false,
    };
    painter.add(range, kind);
    true
}
