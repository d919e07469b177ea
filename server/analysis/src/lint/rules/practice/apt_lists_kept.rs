//! ## What it does
//! Finds RUN that fetches the package lists and does not remove them, in a stage that becomes part of
//! the image.
//!
//! ## Why it matters
//! The lists take 20 MB of the layer where they are kept packed, as in Debian's images, and 50 MB where
//! not. They are of no use at run time. Removing them in a later RUN saves nothing: the layer that holds
//! them stays.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ## Fix
//! Safe: only the lists go, and the next `apt-get update` fetches them again. Not offered where a later
//! RUN installs without one.

use syntax::{Applicability, Fix};

use crate::Analysis;
use crate::lint::support::apt_lists::{installs, last_update};
use crate::lint::support::chain;
use crate::lint::support::marks::Mark;
use crate::lint::support::python_installs::is_shipped;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};

pub const META: Meta = Meta {
    code: "apt-lists-kept",
    name: "Package lists stay in the layer",
    summary: "apt-get update leaves 20 to 50 MB of package lists in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3009"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Stage(check);

/// From the end of the stage to its start: whether a fix is safe depends on what follows.
fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    if !is_shipped(analysis, stage) {
        return;
    }
    let mut are_needed_later = false;
    for info in analysis.model.stage_instructions(stage).iter().rev() {
        for instruction in std::iter::once(info).chain(info.trigger.as_deref()) {
            if instruction.has(Mark::KeepsAptLists) {
                one(instruction, are_needed_later, findings);
            }
        }
        are_needed_later |= info.has(Mark::NeedsAptLists);
    }
}

fn one(info: &InstructionInfo<'_>, are_needed_later: bool, findings: &mut Findings) {
    let Some((update, following)) = last_update(info) else { return };
    let Some(invocation) = update.invocation() else { return };
    let message =
        "package lists stay in the layer (20 to 50 MB); remove /var/lib/apt/lists/* in the same RUN";
    let finding = Finding::new(&META, invocation.word.range.at(info.start()), message);
    let is_safe = !are_needed_later && following.iter().any(installs);
    findings.push(finding.with_fixes(is_safe.then(|| fix(info)).flatten()));
}

/// Appends the removal, where the script is one `&&` chain.
fn fix(info: &InstructionInfo<'_>) -> Option<Fix> {
    let edit = chain::append(info, "rm -rf /var/lib/apt/lists/*")?;
    Some(Fix::single(
        "Remove the package lists in the same RUN (saves 20 to 50 MB)",
        Applicability::Safe,
        edit,
    ))
}
