//! Tokens from the Dockerfile's tree.

use tree_sitter::{Node, TreeCursor};

use super::{Painter, TokenKind};

/// What the words below a node are painted as, and whether they define a name.
type Role = Option<(TokenKind, bool)>;

/// Walks the tree; how deep it is, is up to whoever wrote the text, so not by recursion.
pub(super) fn paint(painter: &mut Painter<'_, '_>) {
    let mut cursor = painter.analysis.source.root().walk();
    // Of each parent of the node at the cursor: its kind (for a pair that of its instruction) and role.
    let mut above: Vec<(&'static str, Role)> = vec![("", None)];
    let mut is_at_a_node = cursor.goto_first_child();
    while is_at_a_node {
        let node = cursor.node();
        let (owner, inherited) = above.last().copied().unwrap_or_default();
        let own = role(owner, cursor.field_name()).or(inherited);
        let enters = painter.reaches(syntax::range(node.start_byte(), node.end_byte()));
        if enters && !leaf(painter, node, own) && cursor.goto_first_child() {
            above.push((if node.kind() == "pair" { owner } else { node.kind() }, own));
            continue;
        }
        is_at_a_node = next_sibling_or_above(&mut cursor, &mut above);
    }
}

/// Goes on behind the node, or behind the nearest parent that has something behind it.
fn next_sibling_or_above(cursor: &mut TreeCursor<'_>, above: &mut Vec<(&'static str, Role)>) -> bool {
    while !cursor.goto_next_sibling() {
        above.pop();
        if above.is_empty() || !cursor.goto_parent() {
            return false;
        }
    }
    true
}

/// What the words of a node are painted as.
fn role(parent: &str, field: Option<&str>) -> Role {
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

/// Paints a node as a whole; false where its children decide.
fn leaf(painter: &mut Painter<'_, '_>, node: Node<'_>, role: Role) -> bool {
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
