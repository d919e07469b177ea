//! ## What it does
//! Finds `FROM --platform=linux/amd64` and its like, unless the name of the stage holds the system or
//! the architecture.
//!
//! ## Why it matters
//! `docker build --platform` has no effect on such a stage, and on another machine everything in it is
//! emulated.
//!
//! ## Example
//! ```dockerfile
//! FROM --platform=linux/amd64 alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "constant-platform",
    name: "Fixed platform in FROM",
    summary: "FROM has a constant --platform, so the file builds for that platform only.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["FromPlatformFlagConstDisallowed", "DL3029"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let info = &analysis.model.instructions[stage.from];
    let Some(value) = info.syntax.flag("platform").and_then(|flag| flag.value) else { return };
    let text = value.text().trim_matches(['"', '\'']);
    let name = stage.name.map(|name| name.text.to_ascii_lowercase()).unwrap_or_default();
    let mut parts = text.split('/').take(2).filter(|part| !part.is_empty());
    if text.is_empty() || text.contains('$') || parts.any(|part| name.contains(part)) {
        return;
    }
    let message =
        format!("the stage is built for {text} only; leave the platform to docker build --platform");
    findings.push(Finding::new(&META, value.range(), message));
}
