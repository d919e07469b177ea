//! What the tests share: parsing, and a plain view of a tree's instructions.
#![allow(dead_code, reason = "every test binary uses a part of it")]

use std::path::{Path, PathBuf};

use tree_sitter::{Node, Parser, Tree};

/// A parser for the language under test.
pub fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the runtime takes ABI 14");
    parser
}

/// A fresh tree.
pub fn parse(text: &[u8]) -> Tree {
    parser().parse(text, None).expect("parsing has no time limit")
}

/// Every node, parents first.
pub fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut found = vec![tree.root_node()];
    let mut at = 0;
    while at < found.len() {
        let node = found[at];
        found.extend((0..node.child_count()).filter_map(|i| node.child(i as u32)));
        at += 1;
    }
    found
}

/// The first ERROR or MISSING node, with its place.
pub fn damage(tree: &Tree) -> Option<String> {
    nodes(tree)
        .into_iter()
        .find(|node| node.is_error() || node.is_missing())
        .map(|node| format!("{} at {}", node.to_sexp(), node.start_position()))
}

/// The instructions and template lines of a file, in order.
pub fn instructions(tree: &Tree) -> Vec<Node<'_>> {
    let root = tree.root_node();
    let mut found = Vec::new();
    for child in children(root) {
        match child.kind() {
            "stage" => found.extend(children(child).filter(is_instruction)),
            _ if is_instruction(&child) => found.push(child),
            _ => {}
        }
    }
    found
}

/// The named children of a node.
pub fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    (0..node.named_child_count()).filter_map(move |i| node.named_child(i as u32))
}

fn is_instruction(node: &Node) -> bool {
    node.kind().ends_with("_instruction") || node.kind() == "template_line"
}

/// The text of a node without continuations and the blank and comment lines behind them.
pub fn joined(node: Node, text: &[u8], escape: char) -> String {
    let raw = String::from_utf8_lossy(&text[node.byte_range()]).into_owned();
    let mut lines = raw.split('\n');
    let mut result = String::new();
    let Some(mut line) = lines.next() else { return result };
    loop {
        let trimmed = line.trim_end_matches('\r').trim_end_matches([' ', '\t']);
        let Some(kept) = trimmed.strip_suffix(escape).filter(|kept| !kept.ends_with(escape)) else {
            result.push_str(line);
            return result;
        };
        result.push_str(kept);
        let next = lines.by_ref().find(|next| !next.trim().is_empty() && !next.trim_start().starts_with('#'));
        match next {
            Some(next) => line = next,
            None => return result,
        }
    }
}

/// The fixtures of this package, and every file below `DOCKERFILE_CORPUS` if that is set.
pub fn fixtures() -> Vec<PathBuf> {
    let mut files = files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    assert!(!files.is_empty(), "the fixtures are part of the package");
    if let Some(corpus) = std::env::var_os("DOCKERFILE_CORPUS") {
        files.extend(files_in(Path::new(&corpus)));
    }
    files
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
