//! Hovers of images: everything that a registry told, and what the tables say without one.

use analysis::facts::{ImageConfig, ImageDetails, LayerSize, Platform, Tag, TagList, TagPlatform};
use analysis::reference::ImageReference;

use super::image;
use crate::fixture::World;

fn layer(bytes: u64, step: &str) -> LayerSize {
    LayerSize {
        digest: format!("sha256:{bytes}"),
        bytes_compressed: bytes,
        bytes_uncompressed: Some(2 * bytes),
        created_by: Some(step.into()),
    }
}

/// A registry that knows `team/app:1.2`.
fn world() -> World {
    let platform = |name: &str, bytes| TagPlatform {
        platform: Platform::parse(name).expect("a platform"),
        bytes_compressed: Some(bytes),
        digest: None,
    };
    let tag = Tag {
        name: "1.2".into(),
        platforms: vec![platform("linux/amd64", 31_000_000), platform("linux/arm64", 29_000_000)],
        pushed: Some("2026-10-05T01:02:03Z".into()),
        digest: Some("sha256:00".into()),
    };
    let labels =
        [("maintainer", "x"), ("org.opencontainers.image.version", "1.2"), ("evil", "`](http://y)\n# x")];
    let config = ImageConfig {
        env: vec![("MODE".into(), "fast".into())],
        user: Some("app".into()),
        entrypoint: vec!["/run".into(), "--now".into()],
        exposed_ports: vec!["80/tcp".into()],
        labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        onbuild: vec!["RUN make".into()],
        created: Some("2026-10-04T00:00:00Z".into()),
        ..ImageConfig::default()
    };
    let layers = vec![
        layer(1_000_000, "/bin/sh -c #(nop) ADD file:abc in / "),
        layer(30_000_000, "RUN /bin/sh -c pip install torch # buildkit"),
    ];
    let details = ImageDetails {
        reference_digest: Some("sha256:00".into()),
        digest: Some("sha256:11".into()),
        layers,
        config,
        platforms: vec![Platform::default()],
        platform_digests: Vec::new(),
    };
    let mut world = World::default();
    world.registry.tags.insert("team/app".into(), TagList { tags: vec![tag], complete: true });
    world.registry.images.insert("team/app:1.2".into(), details);
    world
}

fn described(world: &World, reference: &str) -> String {
    let reference = ImageReference::parse(reference).expect("a reference");
    // The fixture's answers are of 1970.
    let text = image(&reference, &world.inputs());
    text.lines().map(|line| line.split(", 20").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_registry_told() {
    let text = described(&world(), "team/app:1.2");
    for line in [
        "- **User** `app`",
        "- **Entrypoint** `/run --now`",
        "- **Sets** `MODE=fast`",
        "- **Platforms** linux/amd64 (31 MB), linux/arm64 (29 MB)",
        "- **Pushed** 2026-10-05",
        "- **Largest layers** 30 MB `pip install torch`, 1.0 MB `ADD file:abc in /`",
        "- **Exposes** `80/tcp`",
        "- **Triggers (ONBUILD)** `RUN make`",
        "- **Created** `2026-10-04`",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\nis not in\n{text}");
    }
    let labels = text.lines().find(|line| line.starts_with("- **Labels**")).expect("labels");
    assert!(labels.starts_with("- **Labels** `org.opencontainers.image.version=1.2`"), "{labels}");
    assert!(labels.contains("](http://y) # x"), "on one line, inside of a code span: {labels}");
}

#[test]
fn what_the_tables_say_of_images_for_machine_learning() {
    for (reference, lines) in [
        (
            "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04",
            &[
                "- **CUDA** 12.4.1, runtime",
                "- **cuDNN** 9",
                "- **NCCL** ",
                "- **Driver** 550",
                "- **Status** ",
            ][..],
        ),
        (
            "pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime",
            &["- **Framework** torch 2.7.1", "- **CUDA** 12.8", "- **cuDNN** 9", "- **Driver** "][..],
        ),
        (
            "nvcr.io/nvidia/pytorch:24.05-py3",
            &["- **Framework** ", "- **CUDA** 12.4", "- **Python** 3.10"][..],
        ),
        (
            "vllm/vllm-openai:v0.33.0",
            &["- **Framework** vllm 0.33.0", "- **PyTorch** 2.14.0", "- **CUDA** 13.0"][..],
        ),
        ("python:3.12-slim", &["- **System** Debian 13", "- **Python** 3.12"][..]),
    ] {
        let text = described(&World::default(), reference);
        for line in lines {
            assert!(text.lines().any(|own| own.starts_with(line)), "{line}\nis not in\n{text}");
        }
    }
    let superseded = described(&World::default(), "nvidia/cuda:12.4.0-cudnn-devel-ubuntu22.04");
    assert!(
        superseded.contains("No cudnn image exists for 12.4.0; nearest 12.4.1-cudnn-devel-ubuntu22.04."),
        "{superseded}"
    );
}
