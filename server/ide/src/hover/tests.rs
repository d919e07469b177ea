use super::*;
use crate::completion;
use crate::fixture::World;
use analysis::builds::Build;

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
        ("FROM a\nCOPY --from=gol<CURSOR>ang x y", "golang", "https://hub.docker.com/_/golang"),
        ("FROM a\nRUN --mount=type=bind,from=gol<CURSOR>ang ls", "golang", "https://hub.docker.com/_/golang"),
        ("FROM a\nCOPY --from=gol<CURSOR>agn x y", "golagn", "No stage of this name stands above"),
        (
            "ARG R\nFROM ${R}/nvidia/cu<CURSOR>da:11.8.0-cudnn8-runtime-ubuntu22.04",
            "${R}/nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04",
            "- **cuDNN** 8.9.6.50",
        ),
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
        ("FROM a\nENV TORCH_CUDA_ARCH_LIST=\"7.5;8.<CURSOR>6\"", "\"7.5;8.6\"", "RTX 3090"),
        ("FROM a\nENV NVIDIA_REQUIRE_CUDA=\"cuda<CURSOR>>=12.4\"", "\"cuda>=12.4\"", "supports CUDA 12.4"),
        ("FROM a\nENV NVIDIA_VISIBLE_DEVICES=a<CURSOR>ll", "all", "NVIDIA"),
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

#[test]
fn builds_give_values_and_say_who_they_are() {
    let build = |service: &str, value: Option<&str>| Build {
        origin: format!("compose.yaml, service {service}"),
        arguments: [("BASE".to_owned(), value.map(str::to_owned))].into(),
        contexts: [("data".to_owned(), "./data".to_owned())].into(),
        ..Build::default()
    };
    let says = |builds: Vec<Build>, fixture: &str| {
        let mut world = World::default();
        world.files.builds = builds.into();
        hover_in(&world, fixture).unwrap_or_else(|| panic!("{fixture:?} has a hover")).1
    };
    let debian = || build("a", Some("debian:12"));
    let from = "ARG BASE=alpine\nFROM ${BASE}<CURSOR> AS x";
    for (builds, fixture, expected) in [
        (vec![debian()], "ARG BA<CURSOR>SE\nFROM $BASE", "`BASE` from compose.yaml, service a."),
        (vec![debian()], "ARG BASE\nFROM $BA<CURSOR>SE", "= `debian:12`, global ARG on line 1."),
        (
            vec![debian(), build("b", Some("debian:12"))],
            from,
            "from compose.yaml, service a and compose.yaml, service b.",
        ),
        (
            vec![debian(), build("b", Some("x"))],
            from,
            "- compose.yaml, service a: `debian:12`\n- compose.yaml, service b: `x`",
        ),
        (vec![build("a", None)], from, "- compose.yaml, service a: from its environment"),
        (vec![debian(), Build { origin: "b".to_owned(), ..Build::default() }], from, "- b: the default"),
        (vec![debian()], "FROM a AS fi<CURSOR>nal", "Built by compose.yaml, service a."),
        (
            vec![debian()],
            "FROM a\nCOPY --from=da<CURSOR>ta x y",
            "A context of compose.yaml, service a: `./data`.",
        ),
    ] {
        let text = says(builds, fixture);
        assert!(text.contains(expected), "{fixture:?} says {text}");
    }
}

/// The first items that are offered at a cursor, each accepted, and the hover on it.
fn hovers_on_offers(world: &World, fixture: &str) -> Vec<(String, Option<String>)> {
    let offered = world.at_cursor(fixture, completion::complete);
    assert!(!offered.items.is_empty(), "{fixture:?} offers nothing");
    let (text, _) = crate::fixture::cursor(fixture);
    let range = offered.range;
    let try_one = |item: &completion::Item| {
        let written = item.new_text.as_deref().unwrap_or(&item.label);
        let mut after = text.clone();
        // On the first letter of what was accepted.
        let marked = format!("{}<CURSOR>{}", &written[..1], &written[1..]);
        after.replace_range(usize::from(range.start())..usize::from(range.end()), &marked);
        (after.clone(), hover_in(world, &after).map(|(_, text)| text))
    };
    offered
        .items
        .iter()
        .filter(|item| !item.is_snippet && item.kind != completion::ItemKind::Folder)
        .take(6)
        .map(try_one)
        .collect()
}

#[test]
fn what_completion_offers_has_a_hover() {
    let world = World::with_files(&[("src/main.py", "x"), ("requirements.txt", "torch")]);
    let missing: Vec<String> = [
        "FROM a\n<CURSOR>",
        "FROM a\nONBUILD <CURSOR>",
        "FROM a\nHEALTHCHECK <CURSOR>",
        "FROM a\nHEALTHCHECK --<CURSOR>",
        "FROM <CURSOR>",
        "FROM nvidia/cuda:<CURSOR>",
        "FROM --platform=<CURSOR> a",
        "FROM a\nRUN --<CURSOR>",
        "FROM a\nRUN --network=<CURSOR>",
        "FROM a\nRUN --security=<CURSOR>",
        "FROM a\nRUN --mount=type=<CURSOR>",
        "FROM a\nRUN --mount=type=cache,<CURSOR>",
        "FROM a\nRUN --mount=type=cache,target=/x,sharing=<CURSOR>",
        "FROM a\nCOPY --<CURSOR>",
        "FROM a\nADD --<CURSOR>",
        "FROM a AS b\nFROM c\nCOPY --from=<CURSOR> / /",
        "FROM a\nCOPY <CURSOR>",
        "ARG A=1\nFROM a:$<CURSOR>",
        "FROM a\nENV A=b\nRUN echo ${<CURSOR>}",
        "FROM a\nENV <CURSOR>",
        "FROM a\nARG <CURSOR>",
        "FROM a\nENV TORCH_CUDA_ARCH_LIST=<CURSOR>",
        "FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=<CURSOR>",
        "FROM a\nENV HF_HUB_ENABLE_HF_TRANSFER=<CURSOR>",
        "FROM a\nEXPOSE <CURSOR>",
        "FROM a\nSTOPSIGNAL <CURSOR>",
        "FROM a\nUSER <CURSOR>",
        "FROM a\nSHELL <CURSOR>",
        "FROM a\n# <CURSOR>\nRUN a",
        "# escape=<CURSOR>\nFROM a",
        "# check=<CURSOR>\nFROM a",
        "# syntax=<CURSOR>\nFROM a",
        "FROM a\n# hadolint ignore=<CURSOR>\nRUN a",
        "FROM a\n# tally ignore=<CURSOR>\nRUN a",
        "FROM a\n# layerwise ignore=<CURSOR>\nRUN a",
        "FROM a\nRUN apt-get -<CURSOR>",
        "FROM a\nRUN pip install -<CURSOR>",
        "FROM a\nRUN conda install -<CURSOR>",
        "FROM debian:12\nRUN apt-get install <CURSOR>",
        "FROM a\nRUN pip install <CURSOR>",
        "FROM a\nRUN conda install <CURSOR>",
        "FROM a\nRUN pip install torch==<CURSOR>",
        "FROM a\nRUN pip install jax==<CURSOR>",
        "FROM a\nRUN pip install tensorflow==<CURSOR>",
        "FROM a\nRUN pip install -r <CURSOR>",
        "FROM a\nRUN pip install torch --index-url <CURSOR>",
    ]
    .iter()
    .flat_map(|fixture| hovers_on_offers(&world, fixture))
    .filter_map(|(text, hover)| hover.is_none().then_some(text))
    .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_stage_shows_what_it_holds_at_its_end() {
    let body = "RUN apt-get update && apt-get install -y python3-pip\nENV VIRTUAL_ENV=/opt/venv\nUSER app\n";
    let on_name = format!("FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04 AS tr<CURSOR>ain\n{body}");
    let (_, text) = hover_at(&on_name).expect("a hover");
    insta::assert_snapshot!("stage", text);
    // On the image only what the stage adds to it.
    let on_image = format!("FROM nvidia/cu<CURSOR>da:12.4.1-cudnn-runtime-ubuntu22.04\n{body}");
    let (_, text) = hover_at(&on_image).expect("a hover");
    let added = text.split("At the end of this stage:").nth(1).expect("a part about the stage");
    assert!(added.contains("**Python** 3.10") && added.contains("line 2"), "{added}");
    assert!(!added.contains("**CUDA**") && !added.contains("**Distribution**"), "{added}");
    let (_, plain) = hover_at("FROM pyth<CURSOR>on:3.12-slim\nRUN ls").expect("a hover");
    assert!(!plain.contains("At the end of this stage"), "{plain}");
}
