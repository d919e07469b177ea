//! ## What it does
//! Finds stages that the last stage (or the target of the settings) does not need.
//!
//! ## Why it matters
//! BuildKit skips them. They may be meant for `docker build --target`; else they are dead text.
//!
//! ## Example
//! ```dockerfile
//! FROM golang:1.23 AS build
//! RUN go version
//! FROM debian:bookworm
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM golang:1.23 AS build
//! RUN go version
//! FROM debian:bookworm
//! COPY --from=build /usr/local/go/VERSION /
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::support::stages::needed_by;
use crate::lint::{Category, Check, Finding, FindingTag, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "unreachable-stage",
    name: "Stage that nothing uses",
    summary: "No other stage uses this one, and it is not the last.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let target = analysis.model.target_stage(analysis.inputs.options.target.as_deref());
    let Some(target) = target else { return };
    // Compose and bake files build stages as targets of their own.
    let builds = analysis.inputs.context.builds();
    let built = builds.iter().filter_map(|build| analysis.model.target_stage(build.target.as_deref()));
    let targets = built.chain([target]).map(|stage| stage.index).collect();
    let is_needed = needed_by(&analysis.model, targets);
    for stage in analysis.model.stages.iter().filter(|stage| !is_needed[stage.index]) {
        let range =
            stage.name.map_or(analysis.model.instructions[stage.from].syntax.range(), |name| name.range);
        let message = format!(
            "stage {} is not needed by {}; it is built with --target only",
            stage.label(),
            target.label()
        );
        findings.push(Finding::new(&META, range, message).with_tag(FindingTag::Unnecessary));
    }
}
