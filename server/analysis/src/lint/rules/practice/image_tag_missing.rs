//! ## What it does
//! Finds FROM with an image that has neither tag nor digest. Stages, `scratch` and variables are left
//! alone.
//!
//! ## Why it matters
//! Without a tag it is `latest`, which moves: the same file builds another image next month, or fails.
//!
//! ## Example
//! ```dockerfile
//! FROM debian
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
    code: "image-tag-missing",
    name: "Image without a tag",
    summary: "FROM names an image without a tag, so every build may get another one.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3006"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let is_pinned = image.reference.tag.is_some() || image.reference.digest.is_some();
    if is_pinned || image.has_variable() || image.is_cuda() {
        return;
    }
    let name = image.reference.repository.familiar_with_registry();
    let message = format!("{name} has no tag, so it moves with every release; name a version");
    let fix =
        knowledge::images::aliases(&name, "latest").first().filter(|tag| **tag != "latest").map(|tag| {
            let edit = TextEdit::insert(image.spec.word.range().end(), format!(":{tag}"));
            Fix::single(format!("Pin to {tag}, which latest means"), Applicability::Unsafe, edit)
        });
    findings.push(Finding::new(&META, image.spec.word.range(), message).with_fixes(fix));
}
