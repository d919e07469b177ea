//! The queries compile against the grammar and capture what they are for.

mod support;

use tree_sitter::{Language, Query, QueryCursor, StreamingIterator as _};

/// Capture name and text, in the order of the matches; predicates are honoured.
fn captures(source: &str, text: &str) -> Vec<(String, String)> {
    let language = Language::from(tree_sitter_dockerfile::LANGUAGE);
    let query = Query::new(&language, source).unwrap_or_else(|error| panic!("{error}"));
    let tree = support::parse(text.as_bytes());
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = Vec::new();
    while let Some(matched) = matches.next() {
        for capture in matched.captures {
            let name = query.capture_names()[capture.index as usize];
            found.push((name.to_owned(), text[capture.node.byte_range()].to_owned()));
        }
    }
    found
}

#[track_caller]
fn check(source: &str, text: &str, expected: &[(&str, &str)]) {
    let found = captures(source, text);
    for &(name, part) in expected {
        let wanted = (name.to_owned(), part.to_owned());
        assert!(found.contains(&wanted), "{wanted:?} is missing in {found:#?}");
    }
}

#[test]
fn highlights() {
    let text = "# syntax=x\nFROM --platform=p ghcr.io/n:1 AS b\nENV K=\"v $V\"\nCOPY --from=b s d\nRUN --mount=type=cache <<E\nE\n";
    let expected = [
        ("keyword", "FROM"),
        ("keyword", "AS"),
        ("keyword.directive", "syntax"),
        ("module", "ghcr.io"),
        ("type", "n"),
        ("constant", "1"),
        ("label", "b"),
        ("attribute", "platform"),
        ("property", "K"),
        ("variable", "V"),
        ("string", "\"v $V\""),
        ("string.special.path", "s"),
        ("property", "type"),
        ("label", "E"),
    ];
    check(tree_sitter_dockerfile::HIGHLIGHTS_QUERY, text, &expected);
}

#[test]
fn injections() {
    let text = "RUN a \\\n  b\nRUN python3 - <<P\nimport x\nP\nRUN <<S\nls\nS\nCOPY <<T /c.toml\nk = 1\nT\n";
    let expected = [
        ("injection.content", "a \\\n  b"),
        ("injection.content", "import x\n"),
        ("injection.content", "ls\n"),
        ("injection.content", "k = 1\n"),
    ];
    check(tree_sitter_dockerfile::INJECTIONS_QUERY, text, &expected);
}

#[test]
fn folds() {
    let text = "FROM a\nRUN b \\\n  c\nCOPY <<E /d\ne\nE\n";
    let expected = [("fold", "RUN b \\\n  c"), ("fold", "e\nE"), ("fold", text)];
    check(tree_sitter_dockerfile::FOLDS_QUERY, text, &expected);
}

#[test]
fn indents() {
    check(
        tree_sitter_dockerfile::INDENTS_QUERY,
        "RUN a\n",
        &[("indent.begin", "RUN a"), ("indent", "RUN a")],
    );
}

#[test]
fn locals() {
    let text = "ARG A\nFROM x AS y\nENV B=$A\n";
    let expected = [
        ("local.definition.var", "A"),
        ("local.definition.type", "y"),
        ("local.definition.var", "B"),
        ("local.reference", "A"),
    ];
    check(tree_sitter_dockerfile::LOCALS_QUERY, text, &expected);
}

#[test]
fn textobjects() {
    let text = "FROM a\nRUN b\nENV C=d\n";
    let expected = [
        ("function.inside", "b"),
        ("function.around", "RUN b"),
        ("parameter.inner", "d"),
        ("class.around", text),
    ];
    check(tree_sitter_dockerfile::TEXTOBJECTS_QUERY, text, &expected);
}
