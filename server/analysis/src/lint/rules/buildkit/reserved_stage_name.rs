//! ## What it does
//! Finds stages called `scratch` or `context`.
//!
//! ## Why it matters
//! `FROM scratch` means the empty image and `context` the build context, so such a stage can hardly be
//! used.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20 AS scratch
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20 AS base
//! RUN true
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "reserved-stage-name",
    name: "Stage named like a reserved word",
    summary: "A stage is called scratch or context.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ReservedStageName", "DL3063"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(_: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(name) = stage.name else { return };
    if ["scratch", "context"].iter().any(|reserved| name.text.eq_ignore_ascii_case(reserved)) {
        let message = format!("{} is a reserved name; give the stage another", name.text);
        findings.push(Finding::new(&META, name.range, message));
    }
}
