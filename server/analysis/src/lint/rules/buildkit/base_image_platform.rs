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
//! None.

use crate::Analysis;
use crate::lint::support::images::stage_image;
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
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let platform = &analysis.inputs.options.platform;
    let details = analysis.inputs.facts.image(image.reference, platform);
    let Some(details) = details.value().filter(|details| details.digest.is_none()) else { return };
    if details.platforms.is_empty() || stage.platform.is_some() {
        return;
    }
    let offered: Vec<String> = details.platforms.iter().map(ToString::to_string).collect();
    let message = format!("{} does not exist for {platform}; it has {}", image.reference, offered.join(", "));
    findings.push(Finding::new(&META, image.spec.word.range(), message));
}
