//! ## What it does
//! Finds stage names with capital letters.
//!
//! ## Why it matters
//! BuildKit folds the name to lower case, so two names that differ only in case are the same stage.
//!
//! ## Example
//! ```dockerfile
//! FROM golang:1.23 AS Builder
//! RUN go version
//! ```
//! Use instead:
//! ```dockerfile
//! FROM golang:1.23 AS builder
//! RUN go version
//! ```
//!
//! ## Fix
//! Safe: stages are found without regard to case.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "stage-name-casing",
    name: "Stage name with capital letters",
    summary: "The name of a stage holds capital letters.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["StageNameCasing"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(name) = info.syntax.stage_name() else { return };
    let wanted = name.text.to_lowercase();
    if wanted == name.text {
        return;
    }
    let message = format!("stage name {} has capital letters; write {wanted}", name.text);
    let edit = TextEdit::replace(name.range, wanted.clone());
    let fix = Fix::single(format!("Change to {wanted}"), Applicability::Safe, edit);
    findings.push(Finding::new(&META, name.range, message).with_fix(fix));
}
