use super::*;
use crate::fixture::World;

/// The hovered text and the hover.
fn hover_at(fixture: &str) -> Option<(String, String)> {
    hover_in(&World::default(), fixture)
}

fn hover_in(world: &World, fixture: &str) -> Option<(String, String)> {
    world.at_cursor(fixture, |analysis, offset| {
        let found = hover(analysis, offset)?;
        Some((analysis.source.slice(found.range).to_owned(), found.markdown))
    })
}

#[test]
fn hovers_name_the_thing_under_the_cursor() {
    for (fixture, word, says) in [
        ("FR<CURSOR>OM a", "FROM", "[Reference]"),
        (
            "FROM nvidia/cu<CURSOR>da:11.8.0-cudnn8-runtime-ubuntu22.04",
            "nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04",
            "- **cuDNN** 8.9.6.50",
        ),
        ("FROM a AS bu<CURSOR>ild\nFROM build", "build", "**Stage build**"),
        ("FROM a AS build\nFROM bu<CURSOR>ild", "build", "**Stage build**, built from `a`"),
        ("FROM a AS build\nFROM b\nCOPY --from=bu<CURSOR>ild /x /x", "build", "Used by `1`."),
        ("FROM a\nCOPY --fr<CURSOR>om=b x y", "--from", "[Reference]"),
        ("FROM a\nRUN --mount=type=ca<CURSOR>che,target=/x ls", "type=cache", "keeps between builds"),
        (
            "FROM a\nRUN --mount=type=cache,sha<CURSOR>ring=locked ls",
            "sharing=locked",
            "shared|private|locked",
        ),
        ("ARG C=12\nFROM a:${<CURSOR>C}", "C", "**C** = `12`, global ARG on line 1."),
        ("FROM a\nARG X=1\nENV Y=<CURSOR>$X", "X", "**X** = `1`, ARG on line 2."),
        ("FROM a\nENV HF_HO<CURSOR>ME=/m", "HF_HOME", "= `/m`"),
        ("FROM a\nEXPOSE 80<CURSOR>00", "8000", "8000/tcp"),
        ("FROM a\nSTOPSIGNAL SIG<CURSOR>INT", "SIGINT", "(2)"),
        ("FROM a\nRUN pip install 'torch==2<CURSOR>.1.0'", "'torch==2.1.0'", "**CUDA** 12.1"),
        ("FROM a\nRUN pip install --no-ca<CURSOR>che-dir x", "--no-cache-dir", "Keeps no downloads"),
        ("FROM a\nRUN curl -fs<CURSOR>SL x", "-fsSL", "- `-f` Fails"),
        (
            "FROM a\nRUN TORCH_CUDA_ARCH_LI<CURSOR>ST=8.0 pip install x",
            "TORCH_CUDA_ARCH_LIST=8.0",
            "architectures",
        ),
        ("FROM a\n# hadolint ignore=DL3<CURSOR>009\nRUN x", "DL3009", "apt-lists-kept"),
        ("# syn<CURSOR>tax=docker/dockerfile:1\nFROM a", "# syntax=docker/dockerfile:1", "[Reference]"),
        ("FROM a\nONBUILD RU<CURSOR>N ls", "RUN", "[Reference]"),
    ] {
        let (hovered, text) = hover_at(fixture).unwrap_or_else(|| panic!("{fixture:?} has a hover"));
        assert_eq!(hovered, word, "{fixture:?}");
        assert!(text.contains(says), "{fixture:?} says {text}");
    }
}

#[test]
fn nothing_is_said_where_there_is_nothing_to_say() {
    for fixture in [
        "FROM a\n<CURSOR>",
        "FROM a\nRUN echo h<CURSOR>i",
        "# a comm<CURSOR>ent\nFROM a",
        "FROM a\nLABEL a=<CURSOR>b",
    ] {
        assert_eq!(hover_at(fixture), None, "{fixture:?}");
    }
}

#[test]
fn sources_are_counted_after_dockerignore() {
    let world = World::with_files(&[("src/a.py", "12345"), ("src/b.py", "12345")]);
    let says = |fixture: &str| hover_in(&world, fixture).map(|(_, text)| text);
    assert_eq!(
        says("FROM a\nCOPY s<CURSOR>rc /x").as_deref(),
        Some("2 files of the build context, 10 B, after .dockerignore.")
    );
    assert_eq!(
        says("FROM a\nCOPY nop<CURSOR>e /x").as_deref(),
        Some("Not in the build context, or excluded by .dockerignore.")
    );
}

#[test]
fn text_from_the_file_is_escaped() {
    let (_, text) = hover_at("FROM a AS x\nARG V='[x](http://e) `b`'\nENV W=<CURSOR>$V").expect("a hover");
    assert!(text.contains("``[x](http://e) `b` ``") || text.contains("`` [x](http://e) `b` ``"), "{text}");
}

#[test]
fn an_image_is_explained() {
    let (_, text) = hover_at("FROM nvidia/cu<CURSOR>da:12.4.1-cudnn-runtime-ubuntu22.04").expect("a hover");
    insta::assert_snapshot!("cuda", text);
    let (_, text) = hover_at("FROM pyth<CURSOR>on:3.12-slim").expect("a hover");
    insta::assert_snapshot!("python", text);
    let (_, text) = hover_at("FROM a\nRUN pip install torch==2.5.1<CURSOR>").expect("a hover");
    insta::assert_snapshot!("torch", text);
}
