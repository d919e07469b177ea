//! ## What it does
//! Finds FROM with an image that the registry does not have for the platform of the build. Says nothing
//! while the registry has not answered.
//!
//! ## Why it matters
//! The build fails, or runs another platform's programs in emulation.
//!
//! ## Example
//! ```dockerfile
//! FROM registry.example/arm-only:1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! ```
//!
//! ## Fix
//! Unsafe, where a list of tags tells platforms: the nearest tag that has this one.

use knowledge::{cuda_images, images};
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::facts::Platform;
use crate::lint::support::images::{StageImage, stage_image};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "base-image-platform",
    name: "Image without the platform of the build",
    summary: "The image does not exist for the platform that the build is for.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["InvalidBaseImagePlatform"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let Some(platform) = &platform_of(analysis, stage) else { return };
    let details = analysis.inputs.facts.image(image.reference, platform);
    let Some(details) = details.value().filter(|details| details.digest.is_none()) else { return };
    if details.platforms.is_empty() {
        return;
    }
    let offered: Vec<String> = details.platforms.iter().map(ToString::to_string).collect();
    let message = format!("{} does not exist for {platform}; it has {}", image.reference, offered.join(", "));
    let nearest = nearest_with(analysis, &image, platform);
    let fix = image.written_tag().zip(nearest).map(|(range, tag)| {
        Fix::single(format!("Change to {tag}"), Applicability::Unsafe, TextEdit::replace(range, tag))
    });
    findings.push(Finding::new(&META, image.spec.word.range(), message).with_fixes(fix));
}

/// The platform that the stage asks for, else that of the build; `None` for the builder's own.
fn platform_of(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<Platform> {
    let from = &analysis.model.instructions[stage.from];
    match &stage.platform {
        Some(platform) => Platform::parse(platform),
        None if from.syntax.flag("platform").is_some() => None,
        None => Some(analysis.inputs.options.platform.clone()),
    }
}

/// The nearest tag that the registry's list, or the table of nvidia/cuda, has for a platform.
fn nearest_with(analysis: &Analysis<'_>, image: &StageImage<'_, '_>, platform: &Platform) -> Option<String> {
    let tag = image.reference.manifest_selector();
    if let Some(list) = analysis.inputs.facts.known_tags(&image.reference.repository) {
        let has = |other: &Platform| other.os == platform.os && other.architecture == platform.architecture;
        let tags = list.value.tags.iter().filter(|tag| tag.platforms.iter().any(|it| has(&it.platform)));
        return images::nearest_tag(tag, tags.map(|tag| tag.name.as_str())).map(str::to_owned);
    }
    let wanted = format!("{}/{}", platform.os, platform.architecture);
    let live = cuda_images::all_newest_first().iter().filter(|_| image.is_cuda());
    let fitting = live.filter(|tag| tag.status.is_live() && tag.platforms().any(|it| it == wanted));
    images::nearest_tag(tag, fitting.map(|tag| tag.name)).map(str::to_owned)
}
