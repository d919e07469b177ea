//! ## What it does
//! Finds `FROM … as` and `from … AS`.
//!
//! ## Why it matters
//! The build does not care. Readers do, and BuildKit warns.
//!
//! ## Example
//! ```dockerfile
//! FROM golang:1.23 as builder
//! RUN go version
//! ```
//! Use instead:
//! ```dockerfile
//! FROM golang:1.23 AS builder
//! RUN go version
//! ```
//!
//! ## Fix
//! Safe: keywords have no case.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "from-as-casing",
    name: "AS in another case than FROM",
    summary: "AS is written in another case than the FROM before it.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["FromAsCasing"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let (Some(from), Some(as_keyword)) = (info.syntax.keyword(), info.syntax.as_keyword()) else { return };
    let wanted = if from.text == from.text.to_ascii_lowercase() {
        as_keyword.text.to_ascii_lowercase()
    } else if from.text == from.text.to_ascii_uppercase() {
        as_keyword.text.to_ascii_uppercase()
    } else {
        // A FROM in mixed case is its own finding.
        return;
    };
    if as_keyword.text == wanted || info.syntax.stage_name().is_none() {
        return;
    }
    let message = format!("{} and {} differ in case; write {wanted}", from.text, as_keyword.text);
    let edit = TextEdit::replace(as_keyword.range, wanted.clone());
    let fix = Fix::single(format!("Change to {wanted}"), Applicability::Safe, edit);
    findings.push(Finding::new(&META, as_keyword.range, message).with_fix(fix));
}
