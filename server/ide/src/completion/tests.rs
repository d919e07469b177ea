use std::fmt::Write as _;

use analysis::builds::Build;

use super::*;
use crate::fixture::{Registry, World};

fn complete_in(world: &World, fixture: &str) -> (Completions, String) {
    world.at_cursor(fixture, |analysis, offset| {
        let found = complete(analysis, offset);
        let replaced = analysis.source.slice(found.range).to_owned();
        (found, replaced)
    })
}

fn labels(fixture: &str) -> Vec<String> {
    let (found, _) = complete_in(&World::default(), fixture);
    found.items.iter().map(|item| item.label.to_string()).collect()
}

/// The document after accepting the item of a label, snippets left as they are.
fn accept(world: &World, fixture: &str, label: &str) -> String {
    world.at_cursor(fixture, |analysis, offset| {
        let found = complete(analysis, offset);
        let item = found.items.iter().find(|item| item.label == label);
        let item = item.unwrap_or_else(|| panic!("{fixture:?} offers {label}: {:?}", found.items.first()));
        let text = item.new_text.as_deref().unwrap_or(&item.label);
        let edit = syntax::TextEdit::replace(found.range, text);
        syntax::edit::apply(analysis.source.text(), [&edit]).expect("a valid edit")
    })
}

#[test]
fn accepted_items_leave_no_half_word_behind() {
    let world =
        World::with_files(&[("src/main.py", "x"), ("src/sub/a.txt", ""), ("requirements.txt", "torch")]);
    for (fixture, label, result) in [
        (
            "FROM nvidia/cuda:11.8<CURSOR>.0-runt",
            "11.8.0-base-ubuntu22.04",
            "FROM nvidia/cuda:11.8.0-base-ubuntu22.04",
        ),
        (
            "FROM nvidia/cuda:<CURSOR> AS x",
            "13.3.1-base-ubuntu24.04",
            "FROM nvidia/cuda:13.3.1-base-ubuntu24.04 AS x",
        ),
        ("FROM nvi<CURSOR>dia/cu:12", "nvidia/cuda", "FROM nvidia/cuda:12"),
        (
            "ARG C=12.4.1\nFROM nvidia/cuda:${C}-ru<CURSOR>",
            "12.4.1-runtime-ubuntu22.04",
            "ARG C=12.4.1\nFROM nvidia/cuda:${C}-runtime-ubuntu22.04",
        ),
        (
            "ARG R=nvidia\nFROM ${R}/cuda:<CURSOR>",
            "13.3.1-base-ubuntu24.04",
            "ARG R=nvidia\nFROM ${R}/cuda:13.3.1-base-ubuntu24.04",
        ),
        ("ARG CUDA=1\nFROM a:${CU<CURSOR>", "CUDA", "ARG CUDA=1\nFROM a:${CUDA}"),
        ("ARG CUDA=1\nFROM a:${CU<CURSOR>D}-x", "CUDA", "ARG CUDA=1\nFROM a:${CUDA}-x"),
        (
            "FROM a AS build\nFROM b\nCOPY --from=bu<CURSOR>x / /",
            "build",
            "FROM a AS build\nFROM b\nCOPY --from=build / /",
        ),
        (
            "FROM a AS build\nFROM b\nRUN --mount=from=<CURSOR>,target=/x ls",
            "build",
            "FROM a AS build\nFROM b\nRUN --mount=from=build,target=/x ls",
        ),
        ("FROM a\nRUN --mo<CURSOR>", "--mount", "FROM a\nRUN --mount=type="),
        ("FROM a\nRUN --mount=type=ca<CURSOR>xx,id=a ls", "cache", "FROM a\nRUN --mount=type=cache,id=a ls"),
        ("FROM a\nRUN --mount=type=cache,sh<CURSOR>", "sharing", "FROM a\nRUN --mount=type=cache,sharing="),
        ("FROM a\nCOPY sr<CURSOR>", "src/", "FROM a\nCOPY src/"),
        ("FROM a\nCOPY src/<CURSOR> .", "main.py", "FROM a\nCOPY src/main.py ."),
        ("FROM a\nCOPY [\"./src/m<CURSOR>ai\", \".\"]", "main.py", "FROM a\nCOPY [\"./src/main.py\", \".\"]"),
        (
            "FROM a\nRUN pip install -r <CURSOR> -q",
            "requirements.txt",
            "FROM a\nRUN pip install -r requirements.txt -q",
        ),
        ("FROM a\nRUN pip install to<CURSOR>rc numpy", "torch", "FROM a\nRUN pip install torch numpy"),
        ("FROM a\nRUN pip install torch==1.<CURSOR>9", "2.1.0", "FROM a\nRUN pip install torch==2.1.0"),
        (
            "FROM a\nRUN pip install 'torch>=2.0,<<CURSOR>3'",
            "2.1.0",
            "FROM a\nRUN pip install 'torch>=2.0,<2.1.0'",
        ),
        (
            "FROM a\nRUN pip install \\\n  --no-c<CURSOR> x",
            "--no-cache-dir",
            "FROM a\nRUN pip install \\\n  --no-cache-dir x",
        ),
        (
            "FROM a\nENV TORCH_CUDA_ARCH_LIST=\"7.5;8<CURSOR>;9.0\"",
            "8.6",
            "FROM a\nENV TORCH_CUDA_ARCH_LIST=\"7.5;8.6;9.0\"",
        ),
        ("FROM a\nENV NVIDIA_VIS<CURSOR>", "NVIDIA_VISIBLE_DEVICES", "FROM a\nENV NVIDIA_VISIBLE_DEVICES="),
        ("# sy<CURSOR>\nFROM a", "syntax", "# syntax=\nFROM a"),
        ("# syntax=do<CURSOR>c", "docker/dockerfile:1", "# syntax=docker/dockerfile:1"),
        (
            "FROM a\n# hadolint ignore=DL30<CURSOR>\nRUN apt-get update",
            "DL3009",
            "FROM a\n# hadolint ignore=DL3009\nRUN apt-get update",
        ),
        ("# check=err<CURSOR>\nFROM a", "error=true", "# check=error=true\nFROM a"),
        ("# check=error=<CURSOR>\nFROM a", "error=true", "# check=error=true\nFROM a"),
        ("# check=skip=StageNameCasing;er<CURSOR>", "error=true", "# check=skip=StageNameCasing;error=true"),
        (
            "# check=skip=Stag<CURSOR>;error=true",
            "StageNameCasing",
            "# check=skip=StageNameCasing;error=true",
        ),
        ("FROM a\n# tally ignore=hado<CURSOR>", "hadolint/DL3009", "FROM a\n# tally ignore=hadolint/DL3009"),
        ("FROM a\nEXPOSE 80<CURSOR>", "8000", "FROM a\nEXPOSE 8000"),
        ("FROM a\nSTOPSIGNAL SIGT<CURSOR>X", "SIGTERM", "FROM a\nSTOPSIGNAL SIGTERM"),
    ] {
        assert_eq!(accept(&world, fixture, label), result, "{fixture:?}");
    }
}

#[test]
fn keywords_are_those_that_may_stand_here() {
    assert_eq!(labels("<CURSOR>"), ["FROM", "ARG"]);
    let inside = labels("FROM a\n<CURSOR>");
    assert!(inside.iter().any(|label| label == "FROM") && inside.iter().any(|label| label == "RUN apt-get"));
    let trigger = labels("FROM a\nONBUILD <CURSOR>");
    assert!(
        trigger.iter().any(|label| label == "RUN")
            && !trigger.iter().any(|label| label == "FROM" || label == "ONBUILD")
    );
    assert_eq!(labels("FROM a\nHEALTHCHECK <CURSOR>"), ["CMD", "NONE"]);
    assert!(labels("FROM a\nru<CURSOR>").contains(&"run".to_owned()), "lower case stays lower case");
}

#[test]
fn flags_that_stand_there_are_not_offered_again() {
    let offered = labels("FROM a\nCOPY --from=b --l<CURSOR>");
    assert!(!offered.contains(&"--from".to_owned()) && offered.contains(&"--link".to_owned()));
    assert!(labels("FROM a\nRUN --mount=type=cache,target=/x --<CURSOR>").contains(&"--mount".to_owned()));
    let keys = labels("FROM a\nRUN --mount=type=cache,dst=/x,<CURSOR>");
    assert!(!keys.contains(&"target".to_owned()) && !keys.contains(&"type".to_owned()));
}

#[test]
fn images_of_the_subject_come_first() {
    assert_eq!(labels("FROM <CURSOR>\nRUN pip install torch")[1], "nvidia/cuda");
    assert_eq!(labels("FROM <CURSOR>\nRUN ls")[1], "python");
    let own = labels("FROM my.registry/x:1 AS one\nFROM <CURSOR>");
    assert_eq!(own[..3], ["one", "scratch", "my.registry/x"]);
}

#[test]
fn contexts_of_builds_are_offered_as_sources() {
    let mut world = World::default();
    let contexts = [("data".to_owned(), "./data".to_owned())].into();
    let origin = "compose.yaml, service a".to_owned();
    world.files.builds = vec![Build { origin, contexts, ..Build::default() }].into();
    let (found, _) = complete_in(&world, "FROM a AS b\nFROM c\nCOPY --from=<CURSOR> / /");
    let first: Vec<(&str, &str)> =
        found.items.iter().take(2).map(|item| (item.label.as_ref(), item.detail.as_ref())).collect();
    assert_eq!(first, [("b", "stage from a"), ("data", "context ./data, compose.yaml, service a")]);
}

#[test]
fn tags_are_pending_while_the_registry_is_asked() {
    let mut world = World::default();
    world.registry.pending = true;
    let (found, _) = complete_in(&world, "FROM nvidia/cuda:<CURSOR>");
    assert!(found.is_incomplete && found.items.len() == tags::MAX_TAGS, "embedded tags answer at once");
    world.registry = Registry::with_tags("ghcr.io/a/b", &["v1", "v2"], true);
    let (found, _) = complete_in(&world, "FROM ghcr.io/a/b:<CURSOR>");
    let names: Vec<&str> = found.items.iter().map(|item| item.label.as_ref()).collect();
    assert_eq!((names, found.is_incomplete), (vec!["v2", "v1"], false));
}

#[test]
fn removed_tags_are_struck_through_and_last() {
    let (found, _) = complete_in(&World::default(), "FROM nvidia/cuda:10<CURSOR>");
    assert!(found.items.is_sorted_by_key(|item| item.is_deprecated));
    assert!(found.items.last().is_some_and(|item| item.is_deprecated));
}

#[test]
fn too_long_lists_are_cut_to_what_is_typed() {
    let tags: Vec<String> = (0..4_000).map(|at| format!("1.{at}")).collect();
    let names: Vec<&str> = tags.iter().map(String::as_str).collect();
    let world = World { registry: Registry::with_tags("a/b", &names, true), ..World::default() };
    let (found, _) = complete_in(&world, "FROM a/b:<CURSOR>");
    assert!(found.is_incomplete && found.items.len() == tags::MAX_TAGS);
    let (found, _) = complete_in(&world, "FROM a/b:1.7<CURSOR>");
    assert!(found.is_incomplete && found.items.iter().any(|item| item.label == "1.7"));
    assert!(found.items.iter().all(|item| item.label.starts_with("1.7")));
    let (found, _) = complete_in(&world, "FROM a/b:.3999<CURSOR>");
    assert_eq!(found.items.len(), 1, "the middle of a tag finds it where nothing begins so");
}

#[test]
fn variables_show_value_and_origin() {
    let fixture =
        "ARG CUDA=12.4.1\nFROM nvidia/cuda:12.4.1-base-ubuntu22.04\nARG CUDA\nENV A=b\nRUN echo $<CURSOR>";
    let (found, _) = complete_in(&World::default(), fixture);
    let detail =
        |label: &str| found.items.iter().find(|item| item.label == label).map(|item| item.detail.to_string());
    assert_eq!(detail("CUDA").as_deref(), Some("= 12.4.1, ARG"));
    assert_eq!(detail("A").as_deref(), Some("= b, ENV"));
    assert!(detail("HTTP_PROXY").is_some());
    assert_eq!(labels("ARG A=1\nFROM a:$<CURSOR>")[0], "A");
}

#[test]
fn versions_say_what_fits_the_base() {
    let (found, _) = complete_in(&World::default(), "FROM python:3.12-slim\nRUN pip install torch==<CURSOR>");
    let old = found.items.iter().find(|item| item.label == "1.13.1").expect("known");
    assert!(old.detail.starts_with("no wheel for Python 3.12"), "{}", old.detail);
    assert!(!found.items[0].detail.contains("no wheel"));
    let urls = labels(
        "FROM nvidia/cuda:12.1.1-runtime-ubuntu22.04\nRUN pip install torch==2.5.1 --index-url <CURSOR>",
    );
    assert_eq!(urls[0], "https://download.pytorch.org/whl/cu121");
}

#[test]
fn apt_names_are_those_of_the_release() {
    let has = |fixture: &str, name: &str| labels(fixture).iter().any(|label| label == name);
    assert!(has("FROM debian:bookworm\nRUN apt-get install -y <CURSOR>", "libgl1-mesa-glx"));
    assert!(!has("FROM debian:trixie\nRUN apt-get install -y <CURSOR>", "libgl1-mesa-glx"));
    assert!(has("FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN apt install <CURSOR>", "cuda-nvcc-12-4"));
}

#[test]
fn every_resolvable_item_has_documentation() {
    let world = World::default();
    for fixture in [
        "FROM a\n<CURSOR>",
        "FROM <CURSOR>",
        "FROM nvidia/cuda:<CURSOR>",
        "FROM a\nRUN --<CURSOR>",
        "FROM a\nRUN --mount=type=<CURSOR>",
        "FROM a\nRUN --mount=type=secret,<CURSOR>",
        "FROM a\nENV <CURSOR>",
        "# <CURSOR>",
        "FROM a\n# layerwise ignore=<CURSOR>",
        "FROM a\n# tally ignore=<CURSOR>",
        "FROM a\nRUN pip install torch==<CURSOR>",
        "FROM a\nRUN curl -<CURSOR>",
    ] {
        let (found, _) = complete_in(&world, fixture);
        assert!(!found.items.is_empty(), "{fixture}");
        for item in found.items.iter().take(40) {
            let Some(key) = &item.resolve else { continue };
            let docs = resolve(key, &item.label, &world.inputs());
            assert!(docs.is_some_and(|docs| !docs.is_empty()), "{fixture}: {}", item.label);
        }
    }
}

#[test]
fn nothing_is_offered_where_nothing_fits() {
    for fixture in [
        "FROM a\nRUN echo <CURSOR>",
        "FROM a\nLABEL <CURSOR>",
        "FROM a AS <CURSOR>",
        "FROM a@sha256:<CURSOR>",
    ] {
        assert_eq!(labels(fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn lists_read_well() {
    let mut text = String::new();
    for fixture in
        ["FROM a\nRUN --<CURSOR>", "FROM a\nRUN --mount=type=cache,<CURSOR>", "FROM a\nRUN curl -<CURSOR>"]
    {
        let (found, _) = complete_in(&World::default(), fixture);
        let _ = writeln!(text, "{}", fixture.replace('\n', "; "));
        for item in found.items.iter().take(6) {
            let _ = writeln!(text, "  {} | {}", item.label, item.detail);
        }
    }
    insta::assert_snapshot!(text);
}

/// What BuildKit of today takes at each place.
#[test]
fn flags_and_options_are_those_of_buildkit() {
    let mut differ = Vec::new();
    for (fixture, expected) in [
        ("FROM --<CURSOR>", "--platform"),
        ("FROM a\nRUN --<CURSOR>", "--mount --network --security --device"),
        ("FROM a\nRUN --network=<CURSOR>", "default none host"),
        ("FROM a\nRUN --security=<CURSOR>", "sandbox insecure"),
        ("FROM a\nRUN --mount=type=<CURSOR>", "bind cache tmpfs secret ssh"),
        // `ro` is what a bind mount is anyway.
        ("FROM a\nRUN --mount=type=bind,<CURSOR>", "target source from rw"),
        ("FROM a\nRUN --mount=type=cache,<CURSOR>", "target id sharing from source ro mode uid gid"),
        ("FROM a\nRUN --mount=type=tmpfs,<CURSOR>", "target size"),
        ("FROM a\nRUN --mount=type=secret,<CURSOR>", "id target env required mode uid gid"),
        ("FROM a\nRUN --mount=type=ssh,<CURSOR>", "id target required mode uid gid"),
        ("FROM a\nRUN --mount=type=cache,sharing=<CURSOR>", "shared private locked"),
        ("FROM a\nCOPY --<CURSOR>", "--from --chown --chmod --link --parents --exclude"),
        ("FROM a\nADD --<CURSOR>", "--checksum --chown --chmod --link --exclude --keep-git-dir --unpack"),
        ("FROM a\nHEALTHCHECK --<CURSOR>", "--interval --timeout --start-period --start-interval --retries"),
        ("FROM a\nONBUILD COPY --<CURSOR>", "--from --chown --chmod --link --parents --exclude"),
        ("# escape=<CURSOR>\nFROM a", "\\ `"),
        ("# check=<CURSOR>\nFROM a", "skip=all error=true experimental=all"),
    ] {
        let mut offered = labels(fixture);
        let mut expected: Vec<&str> = expected.split(' ').collect();
        offered.sort();
        expected.sort_unstable();
        if offered != expected {
            differ.push((fixture, offered));
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
    assert!(labels("# check=skip=<CURSOR>\nFROM a").contains(&"StageNameCasing".to_owned()));
    assert!(labels("# check=skip=A,<CURSOR>\nFROM a").contains(&"UndefinedVar".to_owned()));
    assert!(labels("FROM a\n# tally ignore=<CURSOR>").contains(&"hadolint/DL3009".to_owned()));
}

#[test]
fn a_cursor_before_a_byte_order_mark_stands_behind_it() {
    for text in ["<CURSOR>\u{feff}# syntax=x\nFROM a\n", "<CURSOR>\u{feff}FROM a\n", "<CURSOR>\u{feff}"] {
        assert!(!labels(text).is_empty(), "{text:?}");
    }
}
