//! ## What it does
//! Finds stage names that are not a letter followed by letters, digits, `-`, `_` and `.`.
//!
//! ## Why it matters
//! BuildKit refuses the file: `invalid name for build stage`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20 AS 1st
//! RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20 AS first
//! RUN true
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-stage-name",
    name: "Stage name that BuildKit refuses",
    summary: "The name of a stage begins with a digit or holds a character that is not allowed.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(name) = info.syntax.stage_name() else { return };
    let is_valid = name.text.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if !is_valid {
        let message =
            format!("{} is no stage name; begin with a letter and use letters, digits, - _ .", name.text);
        findings.push(Finding::new(&META, name.range, message));
    }
}
