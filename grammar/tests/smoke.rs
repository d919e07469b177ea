//! The language loads and an ordinary file parses.

use tree_sitter::Parser;

#[test]
fn groups_instructions_under_their_stage() {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("ABI 14");
    let text = "ARG V=1\nFROM a:$V AS b\nRUN <<EOF\nhi\nEOF\nFROM b\nCMD [\"x\"]\n";
    let tree = parser.parse(text, None).expect("no time limit");
    let root = tree.root_node();
    assert!(!root.has_error(), "{}", root.to_sexp());
    let kinds: Vec<_> = (0..root.named_child_count())
        .filter_map(|i| root.named_child(i as u32))
        .map(|node| node.kind())
        .collect();
    assert_eq!(kinds, ["arg_instruction", "stage", "stage"]);
}
