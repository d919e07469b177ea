//! ## What it does
//! Finds tags of nvidia/cuda that are gone from NVIDIA's lists, and tags that a registry has no more.
//!
//! ## Why it matters
//! The build fails at its first step from the day on which the tag is deleted.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:11.0-base
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.8.2-base-ubuntu22.04
//! RUN true
//! ```
//!
//! ## Fix
//! Unsafe: the nearest live tag, with the same flavour, cuDNN and operating system where there is one.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::support::images::{TagState, nearest_live, stage_image, tag_state};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "image-tag-removed",
    name: "Image tag that was removed",
    summary: "FROM names a tag that its makers have taken away.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML01"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    if tag_state(analysis, &image) != TagState::Removed {
        return;
    }
    let tag = image.reference.manifest_selector();
    let nearest = nearest_live(analysis, &image);
    let lists = if image.is_cuda() { "NVIDIA's lists" } else { "its registry" };
    let message = match &nearest {
        Some(live) => format!("{tag} was removed from {lists}; use {live}"),
        None => format!("{tag} was removed from {lists}; use a supported tag"),
    };
    let fix = image.written_tag().zip(nearest).map(|(range, live)| {
        Fix::single(format!("Change to {live}"), Applicability::Unsafe, TextEdit::replace(range, live))
    });
    findings.push(Finding::new(&META, image.tag_range(), message).with_fixes(fix));
}
