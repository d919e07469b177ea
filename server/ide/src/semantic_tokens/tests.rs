use std::fmt::Write as _;

use super::*;
use crate::fixture::World;
use syntax::Source;

fn tokens(text: &str) -> Vec<(String, TokenKind)> {
    let world = World::default();
    let source = Source::parse(text);
    let analysis = Analysis::new(&source, world.inputs());
    let whole = TextRange::up_to(TextSize::of(text));
    let found = semantic_tokens(&analysis, whole);
    for pair in found.windows(2) {
        assert!(pair[0].range.end() <= pair[1].range.start(), "{text:?}: {pair:?}");
    }
    assert!(found.iter().all(|token| !text[token.range].contains('\n')), "{text:?}");
    found.iter().map(|token| (text[token.range].to_owned(), token.kind)).collect()
}

#[test]
fn a_file_is_coloured() {
    let text = "# syntax=docker/dockerfile:1\nARG V=1\nFROM --platform=$BUILDPLATFORM nvidia/cuda:${V}-base AS build\n# note\nRUN --mount=type=cache,target=/c A=1 apt-get install -y \"$X\" > /dev/null && \\\n    # inner\n    curl -fsSL 'https://x' | sh\nCMD [\"python\", \"x\"]\nEXPOSE 80\nRUN <<EOF\necho hi # c\nEOF\nLABEL a=b\n";
    let mut shown = String::new();
    for (text, kind) in tokens(text) {
        let _ = writeln!(shown, "{text:?} {}", kind.name());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn odd_files_have_tokens_that_do_not_overlap() {
    for text in [
        "",
        "FROM",
        "RUN \"a\n$(b `c`)\"",
        "RUN echo \"a $(echo \"$B\" c) d\"",
        "RUN a \\\n# x\n\n  b",
        "\u{feff}FROM é AS ü\nRUN écho \"é$É\"",
        "FROM a\r\nRUN b && \\\r\n c\r\n",
        "ONBUILD RUN x $Y",
        "RUN <<A cat <<B\n$x\nA\n$y\nB",
    ] {
        tokens(text);
    }
}

#[test]
fn a_range_gives_its_own_tokens() {
    let text = "FROM a\nRUN b\nRUN c\n";
    let world = World::default();
    let source = Source::parse(text);
    let analysis = Analysis::new(&source, world.inputs());
    let found = semantic_tokens(&analysis, TextRange::new(TextSize::new(7), TextSize::new(12)));
    assert_eq!(found.iter().map(|token| &text[token.range]).collect::<Vec<_>>(), ["RUN", "b"]);
}
