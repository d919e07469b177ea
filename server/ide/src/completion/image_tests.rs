//! Completion of image references: composed ones, digests, names from everywhere.

use analysis::facts::{FoundImage, FoundImages, Platform, Tag, TagList, TagPlatform};
use syntax::TextEdit;

use super::{Completions, Workspace, complete_in};
use crate::fixture::{Registry, World};

fn completions(world: &World, fixture: &str) -> Completions {
    let images = ["team/trainer".to_owned(), "nvidia/cuda".to_owned()];
    world.at_cursor(fixture, |analysis, offset| complete_in(analysis, offset, &Workspace { images: &images }))
}

/// The lines of a list: label, detail.
fn shown(world: &World, fixture: &str, count: usize) -> Vec<String> {
    let items = completions(world, fixture).items;
    items.iter().take(count).map(|item| format!("{} | {}", item.label, item.detail)).collect()
}

/// The text after accepting the item of a label. What the editor compares with what is typed must fit.
fn accept(world: &World, fixture: &str, label: &str) -> String {
    world.at_cursor(fixture, |analysis, offset| {
        let found = complete_in(analysis, offset, &Workspace::default());
        let labels: Vec<&str> = found.items.iter().map(|item| item.label.as_ref()).take(5).collect();
        let item = found.items.iter().find(|item| item.label == label);
        let item = item.unwrap_or_else(|| panic!("{fixture:?} offers {label}, not only {labels:?}"));
        let typed = analysis.source.slice(syntax::TextRange::new(found.range.start(), offset));
        let filter = item.filter_text.as_deref().unwrap_or(&item.label);
        assert!(filter.starts_with(typed), "{fixture:?}: {filter:?} is not found by {typed:?}");
        let edit = TextEdit::replace(found.range, item.new_text.as_deref().unwrap_or(&item.label));
        syntax::edit::apply(analysis.source.text(), [&edit]).expect("a valid edit")
    })
}

#[test]
fn variables_stay_as_they_are_written() {
    let mut world = World::default();
    world.options.build_args.insert("GIVEN".into(), "11.8.0".into());
    for (fixture, label, result) in [
        (
            "ARG CUDA=12.4.1\nFROM nvidia/cuda:${CUDA}-base-u<CURSOR>",
            "12.4.1-base-ubuntu22.04",
            "ARG CUDA=12.4.1\nFROM nvidia/cuda:${CUDA}-base-ubuntu22.04",
        ),
        (
            "ARG GIVEN=12.4.1\nFROM nvidia/cuda:${GIVEN}<CURSOR>-runtime",
            "11.8.0-runtime-ubuntu22.04",
            "ARG GIVEN=12.4.1\nFROM nvidia/cuda:${GIVEN}-runtime-ubuntu22.04",
        ),
        (
            "ARG OS=ubuntu22.04\nFROM nvidia/cuda:12.4.1-b<CURSOR>ase-${OS}",
            "12.4.1-base-ubuntu22.04",
            "ARG OS=ubuntu22.04\nFROM nvidia/cuda:12.4.1-base-${OS}",
        ),
        (
            "ARG V=12.4.1\nARG OS=ubuntu22.04\nFROM nvidia/cuda:${V}-cudnn-<CURSOR>-${OS} AS x",
            "12.4.1-cudnn-devel-ubuntu22.04",
            "ARG V=12.4.1\nARG OS=ubuntu22.04\nFROM nvidia/cuda:${V}-cudnn-devel-${OS} AS x",
        ),
        (
            "ARG CUDA\nFROM nvidia/cuda:${CUDA}-base-u<CURSOR>",
            "${CUDA}-base-ubuntu22.04",
            "ARG CUDA\nFROM nvidia/cuda:${CUDA}-base-ubuntu22.04",
        ),
        (
            "ARG FLAVOUR\nFROM nvidia/cuda:12.4.1-${FLAVOUR}-ub<CURSOR>",
            "12.4.1-${FLAVOUR}-ubuntu22.04",
            "ARG FLAVOUR\nFROM nvidia/cuda:12.4.1-${FLAVOUR}-ubuntu22.04",
        ),
        (
            "ARG OS\nFROM nvidia/cuda:12.4.1-d<CURSOR>-${OS}",
            "12.4.1-devel-${OS}",
            "ARG OS\nFROM nvidia/cuda:12.4.1-devel-${OS}",
        ),
        (
            "ARG CUDA\nFROM nvidia/cuda:${CUDA:-12.4.1}-d<CURSOR>",
            "12.4.1-devel-ubuntu22.04",
            "ARG CUDA\nFROM nvidia/cuda:${CUDA:-12.4.1}-devel-ubuntu22.04",
        ),
        ("ARG R=nvidia\nFROM ${R}/cu<CURSOR>", "nvidia/cuda", "ARG R=nvidia\nFROM ${R}/cuda"),
        (
            "ARG R=nvcr.io\nFROM ${R}/<CURSOR>:1",
            "nvcr.io/nvidia/pytorch",
            "ARG R=nvcr.io\nFROM ${R}/nvidia/pytorch:1",
        ),
        (
            "ARG R\nFROM ${R}/nvidia/cuda:12.4.1-b<CURSOR>",
            "12.4.1-base-ubuntu22.04",
            "ARG R\nFROM ${R}/nvidia/cuda:12.4.1-base-ubuntu22.04",
        ),
        (
            "ARG R\nFROM ${R:-docker.io}/nvidia/cuda:12.4.1-b<CURSOR>",
            "12.4.1-base-ubuntu22.04",
            "ARG R\nFROM ${R:-docker.io}/nvidia/cuda:12.4.1-base-ubuntu22.04",
        ),
        (
            "ARG R\nARG V=12.4.1\nFROM ${R}/nvidia/cuda:${V}-b<CURSOR>",
            "12.4.1-base-ubuntu22.04",
            "ARG R\nARG V=12.4.1\nFROM ${R}/nvidia/cuda:${V}-base-ubuntu22.04",
        ),
        ("ARG R\nFROM ${R}/nvidia/py<CURSOR>:1", "nvidia/pytorch", "ARG R\nFROM ${R}/nvidia/pytorch:1"),
    ] {
        assert_eq!(accept(&world, fixture, label), result, "{fixture:?}");
    }
}

#[test]
fn a_variable_without_a_value_may_be_anything() {
    let world = World::default();
    let found = completions(&world, "ARG CUDA\nFROM nvidia/cuda:${CUDA}-base-<CURSOR>");
    assert!(found.is_incomplete, "what is typed decides where the variable ends");
    assert!(found.items.iter().all(|item| item.label.starts_with("${CUDA}-base-")));
    let detail =
        &found.items.iter().find(|item| item.label == "${CUDA}-base-ubuntu22.04").expect("many").detail;
    assert!(detail.ends_with("tags, such as 13.3.1-base-ubuntu22.04"), "{detail}");
    let inside = completions(&world, "ARG CUDA\nFROM nvidia/cuda:${CU<CURSOR>DA}-base");
    assert!(inside.items.iter().all(|item| item.kind == super::ItemKind::Variable));
}

#[test]
fn names_come_from_the_file_the_workspace_the_catalogue_and_the_search() {
    let mut world = World::default();
    let image = |name: &str, about: &str| FoundImage {
        name: name.into(),
        about: about.into(),
        stars: 7,
        ..FoundImage::default()
    };
    let images = vec![image("nvidia/cuda", "CUDA"), image("nvidia/nvshmem", "")];
    world.registry.searches.insert("nvi".into(), FoundImages { images, complete: false });
    let found = completions(&world, "FROM my.example/own:1 AS one\nFROM nvi<CURSOR>");
    let labels: Vec<&str> = found.items.iter().map(|item| item.label.as_ref()).collect();
    assert_eq!(labels[..5], ["one", "scratch", "my.example/own", "team/trainer", "nvidia/cuda"]);
    assert_eq!(labels.iter().filter(|label| **label == "nvidia/cuda").count(), 1);
    let last = found.items.last().expect("some");
    assert_eq!((last.label.as_ref(), last.detail.as_ref()), ("nvidia/nvshmem", "Docker Hub, 7 stars"));
    assert!(found.is_incomplete, "the next letter may find others");
    world.registry.pending = true;
    assert!(completions(&world, "FROM nvid<CURSOR>").is_incomplete, "the search is under way");
    assert!(
        !completions(&World::default(), "FROM nvid<CURSOR>").is_incomplete,
        "offline nothing is under way"
    );
}

#[test]
fn what_is_typed_is_asked_for_while_the_list_is_not_whole() {
    let all = Registry::with_tags("all a/b", &["1.0", "2.0", "2.1"], true);
    let mut world = World { registry: all, ..World::default() };
    world.registry.pending = true;
    assert_eq!(shown(&world, "FROM a/b:2.<CURSOR>", 9), ["2.1 | ", "2.0 | "]);
    assert!(completions(&world, "FROM a/b:<CURSOR>").items.is_empty(), "nothing is typed to filter by");
}

#[test]
fn digests_of_the_image_and_of_its_platforms() {
    let platform = |name: &str, digest: &str| TagPlatform {
        platform: Platform::parse(name).expect("a platform"),
        bytes_compressed: None,
        digest: Some(digest.into()),
    };
    let tag = Tag {
        name: "1.0".into(),
        digest: Some("sha256:00".into()),
        platforms: vec![platform("linux/amd64", "sha256:11"), platform("linux/arm64", "sha256:22")],
        ..Tag::default()
    };
    let mut world = World::default();
    world.registry.tags.insert("a/b".into(), TagList { tags: vec![tag], complete: true });
    let expected = [
        "sha256:00 | what the tag points to now",
        "sha256:11 | linux/amd64 alone",
        "sha256:22 | linux/arm64 alone",
    ];
    assert_eq!(shown(&world, "FROM a/b:1.0@<CURSOR>", 9), expected);
    assert_eq!(shown(&world, "FROM x\nCOPY --from=a/b:1.0@sha<CURSOR> / /", 9), expected);
}

#[test]
fn what_ended_is_marked_and_stands_behind() {
    let tags = ["3.7-slim", "3.13-slim", "3.15.0rc1-slim", "3.8-slim", "3.13-buster"];
    let mut world = World { registry: Registry::with_tags("python", &tags, false), ..World::default() };
    let offered = shown(&world, "FROM python:<CURSOR>", super::tags::MAX_TAGS);
    let at = |line: &str| {
        offered.iter().position(|it| it == line).unwrap_or_else(|| panic!("{line}: {offered:?}"))
    };
    let order = [at("3.13-slim | "), at("3.8-slim | end of life"), at("3.15.0rc1-slim | ")];
    assert!(order.is_sorted(), "{order:?}");
    assert!(at("3.13-buster | end of life") < at("3.7-slim | end of life"));
    world.registry = Registry::with_tags("python", &tags, true);
    let complete = completions(&world, "FROM python:<CURSOR>");
    assert!(complete.items.last().is_some_and(|item| item.is_deprecated), "what is not listed any more");
}
