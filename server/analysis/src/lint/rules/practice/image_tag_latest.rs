//! ## What it does
//! Finds FROM with the tag `latest` and no digest.
//!
//! ## Why it matters
//! The tag moves: the same file builds another image next month, or fails.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:latest
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN true
//! ```
//!
//! ## Fix
//! Unsafe: it writes the tag that `latest` meant when the embedded facts were made.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::support::images::stage_image;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "image-tag-latest",
    name: "Image with the tag latest",
    summary: "FROM uses the tag latest, so every build may get another image.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3007"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let is_latest = image.reference.tag.as_deref() == Some("latest") && image.reference.digest.is_none();
    let Some(range) = image.written_tag().filter(|_| is_latest && !image.is_cuda()) else { return };
    let name = image.reference.repository.familiar_with_registry();
    let message = format!("{name}:latest moves with every release; name a version");
    let fix =
        knowledge::images::aliases(&name, "latest").first().filter(|tag| **tag != "latest").map(|tag| {
            let title = format!("Pin to {tag}, which latest means");
            Fix::single(title, Applicability::Unsafe, TextEdit::replace(range, *tag))
        });
    findings.push(Finding::new(&META, range, message).with_fixes(fix));
}
