//! ## What it does
//! Finds images from registries that are not among `trusted-registries` of the settings (or
//! `trustedRegistries` of `.hadolint.yaml`). Says nothing while the list is empty.
//!
//! ## Why it matters
//! The list is there so that nothing else gets into an image.
//!
//! ## Example
//! ```dockerfile
//! FROM registry.example/tool:1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! ```
//!
//! ## Fix
//! None.

use syntax::TextRange;

use crate::Analysis;
use crate::lint::support::images::stage_image;
use crate::lint::support::stages::from_references;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{CopySource, Stage};
use crate::reference::ImageReference;

pub const META: Meta = Meta {
    code: "untrusted-registry",
    name: "Image from a registry that is not allowed",
    summary: "FROM or COPY --from names a registry that the settings do not allow.",
    category: Category::Practice,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL3026"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let allowed = &analysis.inputs.options.trusted_registries;
    if allowed.is_empty() {
        return;
    }
    let mut report = |reference: &ImageReference, range: TextRange| {
        let registry = &reference.repository.registry;
        if !allowed.iter().any(|pattern| matches(pattern, registry)) {
            let message = format!("{registry} is no trusted registry; use one of {}", allowed.join(", "));
            findings.push(Finding::new(&META, range, message));
        }
    };
    if let Some(image) = stage_image(analysis, stage) {
        report(image.reference, image.spec.word.range());
    }
    for info in analysis.model.stage_instructions(stage) {
        for source in from_references(&analysis.model, info) {
            if let CopySource::Image(reference) = &source.source {
                report(reference, source.range);
            }
        }
    }
}

/// `*` alone allows all, `*.example` and `registry.*` what ends or begins so.
fn matches(pattern: &str, registry: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => registry.ends_with(end),
        (None, Some(start)) => registry.starts_with(start),
        (None, None) => pattern == registry || (pattern == "hub.docker.com" && registry == "docker.io"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn stars_stand_at_either_end() {
        for (pattern, registry, fits) in [
            ("docker.io", "docker.io", true),
            ("*.example", "a.example", true),
            ("*.example", "example", false),
            ("10.0.*", "10.0.0.1:5000", true),
            ("*", "x", true),
            ("docker.io", "quay.io", false),
        ] {
            assert_eq!(super::matches(pattern, registry), fits, "{pattern} {registry}");
        }
    }
}
