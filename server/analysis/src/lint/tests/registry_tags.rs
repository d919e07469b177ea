//! What rules about tags say when a registry has answered, and that they keep flavour, cuDNN and system.

use std::sync::Arc;
use std::time::SystemTime;

use crate::context::NoContext;
use crate::facts::*;
use crate::model::Memo;
use crate::options::Options;
use crate::reference::{ImageReference, Repository};
use crate::{Analysis, Inputs};

/// A registry with one list of tags for every repository, on arm64 alone where the name says so. An image
/// whose tag is not listed does not exist.
struct Listed(&'static [&'static str]);

fn known<T>(value: T) -> Known<T> {
    Known { value: Arc::new(value), origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH }
}

fn platform(name: &str) -> Platform {
    let architecture = if name.contains("arm") { "arm64" } else { "amd64" };
    Platform { architecture: architecture.into(), ..Platform::default() }
}

impl FactStore for Listed {
    fn tags(&self, repository: &Repository) -> Fact<TagList> {
        self.known_tags(repository).map_or(Fact::Pending, Fact::Known)
    }
    fn known_tags(&self, _: &Repository) -> Option<Known<TagList>> {
        let tag = |name: &&str| {
            let platform = TagPlatform { platform: platform(name), bytes_compressed: None, digest: None };
            Tag { name: (*name).to_owned(), platforms: vec![platform], ..Tag::default() }
        };
        Some(known(TagList { tags: self.0.iter().map(tag).collect(), complete: true }))
    }
    fn image(&self, image: &ImageReference, wanted: &Platform) -> Fact<ImageDetails> {
        let tag = image.manifest_selector();
        if !self.0.contains(&tag) {
            return Fact::Unavailable(Unavailable::NotFound);
        }
        let digest = (platform(tag) == *wanted).then(|| "sha256:0".to_owned());
        Fact::Known(known(ImageDetails { digest, platforms: vec![platform(tag)], ..ImageDetails::default() }))
    }
}

/// The findings about images as `code: message [fix]`.
fn found(facts: &dyn FactStore, image: &str) -> Vec<String> {
    found_by(facts, image, "image")
}

/// The same of rules whose code holds `part`.
fn found_by(facts: &dyn FactStore, image: &str, part: &str) -> Vec<String> {
    let (options, memo) = (Options::default(), Memo::default());
    let source = syntax::Source::parse(&format!("FROM {image}\nRUN true\n"));
    let inputs = Inputs { facts, context: &NoContext, options: &options, memo: &memo };
    let findings = crate::lint::lint(&Analysis::new(&source, inputs));
    let about_images = findings.iter().filter(|it| it.code.contains(part));
    let shown = about_images.map(|it| {
        let fix = it.fixes.first().map(|fix| format!(" [{}]", fix.title)).unwrap_or_default();
        format!("{}: {}{fix}", it.code, it.message)
    });
    shown.collect()
}

const CUDA: &str = "12.4.1-cudnn-devel-ubuntu22.04";

#[test]
fn the_nearest_live_tag_keeps_its_words() {
    let tags: &[&str] =
        &["2.0.1-runtime", "2.0.1-devel", "2.1.0-runtime", "3.0-arm", "3.0-slim", "latest", CUDA];
    for (image, expected) in [
        (
            "a/b:2.0.0-devel",
            "image-tag-unknown: a/b has no tag 2.0.0-devel; use 2.0.1-devel [Change to 2.0.1-devel]",
        ),
        (
            "a/b:3.0-arm",
            "base-image-platform: a/b:3.0-arm does not exist for linux/amd64; it has linux/arm64 [Change to 3.0-slim]",
        ),
        (
            "--platform=linux/arm64 a/b:3.0-slim",
            "base-image-platform: a/b:3.0-slim does not exist for linux/arm64; it has linux/amd64 [Change to 3.0-arm]",
        ),
        (
            "nvidia/cuda:12.4.0-cudnn-devel-ubuntu22.04",
            "image-tag-unknown: nvidia/cuda has no tag 12.4.0-cudnn-devel-ubuntu22.04; use 12.4.1-cudnn-devel-ubuntu22.04 [Change to 12.4.1-cudnn-devel-ubuntu22.04]",
        ),
    ] {
        assert_eq!(found(&Listed(tags), image), [expected], "{image}");
    }
    for image in
        ["a/b:2.1.0-runtime", "--platform=linux/arm64 a/b:3.0-arm", "--platform=$BUILDPLATFORM a/b:3.0-arm"]
    {
        assert_eq!(found(&Listed(tags), image), [""; 0], "{image}");
    }
}

#[test]
fn newer_patches_and_ended_series() {
    let patches: &[&str] = &["1.2.3-x", "1.2.4-x", "1.2.9-y", "1.3.0-x"];
    assert_eq!(
        found(&Listed(patches), "a/b:1.2.3-x"),
        ["image-tag-superseded: 1.2.3-x was superseded by a patch release; use 1.2.4-x [Change to 1.2.4-x]"]
    );
    assert_eq!(
        found(&NoFacts, "nvidia/cuda:12.6.1-base-ubuntu22.04").len(),
        1,
        "the table says that a newer patch exists, or that it ended"
    );
    let python: &[&str] = &["3.8-slim", "3.10-slim", "3.11-slim", "3.11-bookworm"];
    assert_eq!(
        found(&Listed(python), "python:3.8-slim"),
        [
            "image-tag-end-of-life: 3.8-slim is at its end of life; the nearest supported tag is 3.11-slim [Change to 3.11-slim]"
        ]
    );
    let gone = found(&Listed(python), "python:3.12.14-slim");
    assert!(
        gone[0].starts_with("image-tag-removed: 3.12.14-slim was removed from its registry; use 3."),
        "{gone:?}"
    );
}

/// A registry without an image, whose tags nobody has asked for.
struct Gone;

impl FactStore for Gone {
    fn image(&self, _: &ImageReference, _: &Platform) -> Fact<ImageDetails> {
        Fact::Unavailable(Unavailable::NotFound)
    }
}

#[test]
fn a_tag_that_is_gone_is_not_offered_in_its_own_place() {
    let tag = "12.1.1-cudnn8-runtime-ubuntu22.04";
    let expected = format!("image-tag-removed: {tag} was removed from NVIDIA's lists; use a supported tag");
    assert_eq!(found(&Gone, &format!("nvidia/cuda:{tag}")), [expected]);
}

#[test]
fn an_ended_distribution_keeps_the_form_of_its_tag() {
    for (image, fix) in [
        ("debian:buster", " [Change to trixie]"),
        ("debian:buster-slim", " [Change to trixie-slim]"),
        ("debian:10", " [Change to 13]"),
        ("python:3.11-buster", ""),
        ("debian:buster-20200101", ""),
    ] {
        let found = found_by(&NoFacts, image, "distribution");
        assert!(found.len() == 1 && found[0].ends_with(&format!("(trixie){fix}")), "{image}: {found:?}");
    }
}
