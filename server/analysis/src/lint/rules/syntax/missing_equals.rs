//! ## What it does
//! Finds `ENV NAME` without a value, and words without `=` behind a first pair that has one.
//!
//! ## Why it matters
//! BuildKit refuses the file: `must have two arguments` or `can't find =`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! ENV GREETING=hello world
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ENV GREETING="hello world"
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "missing-equals",
    name: "ENV or LABEL without a value",
    summary: "A word of ENV or LABEL has no equals sign.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env, InstructionKind::Label], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let pairs = info.syntax.pairs();
    let Some(wrong) = pairs.iter().find(|pair| pair.value.is_none()) else { return };
    let (keyword, name) = (info.kind().keyword(), wrong.key.text());
    let message = match pairs.len() {
        1 => format!("{name} has no value; write {keyword} {name}=…"),
        _ => format!("{name} is no NAME=value; put quotes around a value with blanks"),
    };
    findings.push(Finding::new(&META, wrong.range, message));
}
