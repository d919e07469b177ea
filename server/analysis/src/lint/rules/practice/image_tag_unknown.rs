//! ## What it does
//! Finds tags that the registry does not have, and tags of nvidia/cuda that were never made: a missing
//! patch number, no operating system, the wrong cuDNN suffix, `latest`.
//!
//! ## Why it matters
//! The build fails at its first step: manifest unknown.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn8-runtime-ubuntu22.04
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
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
    code: "image-tag-unknown",
    name: "Image tag that does not exist",
    summary: "FROM names a tag that the image does not have.",
    category: Category::Practice,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML01", "ML02"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    if tag_state(analysis, &image) != TagState::Missing {
        return;
    }
    let name = image.reference.repository.familiar_with_registry();
    let tag = image.reference.manifest_selector();
    let nearest = nearest_live(analysis, &image);
    let message = match (&nearest, image.reference.tag.is_some()) {
        (Some(live), true) => format!("{name} has no tag {tag}; use {live}"),
        (Some(live), false) => format!("{name} has no latest, so a tag must stand here; use {live}"),
        (None, _) => format!("{name} has no tag {tag}; pick one that the registry lists"),
    };
    let fix = nearest.map(|live| {
        let title = format!("Change to {live}");
        let edit = match image.written_tag() {
            Some(range) => Some(TextEdit::replace(range, live)),
            None if image.has_variable() || image.spec.has_tag_separator => None,
            None => Some(TextEdit::insert(image.spec.word.range().end(), format!(":{live}"))),
        };
        edit.map(|edit| Fix::single(title, Applicability::Unsafe, edit))
    });
    findings.push(Finding::new(&META, image.tag_range(), message).with_fixes(fix.flatten()));
}
