//! ## What it does
//! Finds RUN in shell form in a stage from scratch into which nothing was copied before.
//!
//! ## Why it matters
//! There is no `/bin/sh`, so the build fails.
//!
//! ## Example
//! ```dockerfile
//! FROM scratch
//! RUN echo hello
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN echo hello
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{Base, InstructionInfo, Stage};

pub const META: Meta = Meta {
    code: "scratch-without-shell",
    name: "RUN in an empty image",
    summary: "A RUN in shell form stands in a stage from scratch that has no shell.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    if *analysis.model.root_base(stage) != Base::Scratch {
        return;
    }
    let fills =
        |info: &InstructionInfo<'_>| matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
    let is_filled_before = analysis
        .model
        .ancestry(stage)
        .skip(1)
        .any(|ancestor| analysis.model.stage_instructions(ancestor).iter().any(fills));
    let mut instructions = analysis.model.stage_instructions(stage).iter().take_while(|info| !fills(info));
    let run =
        instructions.find(|info| info.kind() == InstructionKind::Run && info.syntax.json_array().is_none());
    if let Some(info) = run.filter(|_| !is_filled_before) {
        let message = "the image is empty and has no shell; copy one first, or begin with another image";
        findings.push(Finding::new(&META, keyword_range(info), message));
    }
}
