//! The corpus of `tree-sitter test`, run without the command line tool.

mod support;

use std::path::Path;

/// Title, text and expected tree of every test in a corpus file.
fn tests(file: &str) -> Vec<(String, String, String)> {
    let rule = format!("{}\n", "=".repeat(80));
    let mut parts = file.split(&rule).skip(1);
    let mut found = Vec::new();
    while let (Some(title), Some(rest)) = (parts.next(), parts.next()) {
        let (text, tree) =
            rest.split_once(&format!("\n{}\n", "-".repeat(80))).expect("a rule below the text");
        found.push((title.trim().to_owned(), text.to_owned(), tree.to_owned()));
    }
    found
}

/// One line, as `to_sexp` writes it.
fn flat(tree: &str) -> String {
    tree.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn corpus_trees_are_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the corpus is part of the package") {
        let path = entry.expect("a readable folder").path();
        let file = std::fs::read_to_string(&path).expect("UTF-8");
        for (title, text, expected) in tests(&file) {
            let tree = support::parse(text.as_bytes());
            assert_eq!(tree.root_node().to_sexp(), flat(&expected), "{}: {title}\n{text}", path.display());
            count += 1;
        }
    }
    assert!(count > 50, "only {count} tests found");
}
