//! ## What it does
//! Finds tags of nvidia/cuda that NVIDIA lists as unsupported, and official images of a Python or Node.js
//! whose support has ended.
//!
//! ## Why it matters
//! They get no security updates any more. NVIDIA deletes such tags some months later; then the build
//! fails.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.8.2-base-ubuntu22.04
//! RUN true
//! ```
//!
//! ## Fix
//! Unsafe: the nearest live tag, which may bring another CUDA version.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::support::images::{TagState, nearest_live, stage_image, tag_state};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "image-tag-end-of-life",
    name: "Image tag at its end of life",
    summary: "FROM names a tag whose makers support it no longer and may delete it.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML01"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    if tag_state(analysis, &image) != TagState::EndOfLife {
        return;
    }
    let tag = image.reference.manifest_selector();
    let nearest = nearest_live(analysis, &image);
    let outlook = if image.is_cuda() { " and may be deleted" } else { "" };
    let message = match &nearest {
        Some(live) => {
            format!("{tag} is at its end of life{outlook}; the nearest supported tag is {live}")
        }
        None => format!("{tag} is at its end of life{outlook}; use a supported tag"),
    };
    let fix = image.written_tag().zip(nearest).map(|(range, live)| {
        Fix::single(format!("Change to {live}"), Applicability::Unsafe, TextEdit::replace(range, live))
    });
    findings.push(Finding::new(&META, image.tag_range(), message).with_fixes(fix));
}
