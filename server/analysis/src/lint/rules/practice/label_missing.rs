//! ## What it does
//! Finds an image without a label that `label-schema` of `.hadolint.yaml` asks for. Looks at the stage that
//! becomes the image and those that it is built on. Says nothing while the schema is empty.
//!
//! ## Why it matters
//! The schema is there so that people and programs find these labels on every image.
//!
//! ## Example
//! With `label-schema: { version: semver }`:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1.4.2"
//! RUN true
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::support::labels::labels_of;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "label-missing",
    name: "Label missing",
    summary: "The image lacks a label that the project asks for.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3049"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let wanted = &analysis.inputs.options.label_schema.formats;
    let model = &analysis.model;
    let target = model.target_stage(analysis.inputs.options.target.as_deref());
    if wanted.is_empty() || target.is_none_or(|target| target.index != stage.index) {
        return;
    }
    let instructions = model.ancestry(stage).flat_map(|ancestor| model.stage_instructions(ancestor));
    let set: Vec<String> =
        instructions.flat_map(|info| labels_of(model, info)).map(|label| label.name).collect();
    let range = model.instructions[stage.from].syntax.range();
    for (label, format) in wanted.iter().filter(|(label, _)| !set.contains(label)) {
        let message = format!("the label {label} is missing; add LABEL {label}=… with {}", format.wanted());
        findings.push(Finding::new(&META, range, message));
    }
}
