//! ## What it does
//! Finds `=value` in ENV, LABEL and ARG.
//!
//! ## Why it matters
//! BuildKit refuses the file: `names can not be blank`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! ENV =value
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ENV NAME=value
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "blank-name",
    name: "Value without a name",
    summary: "A pair of ENV, LABEL or ARG has nothing before its equals sign.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check =
    Check::Instruction(&[InstructionKind::Env, InstructionKind::Label, InstructionKind::Arg], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for pair in info.syntax.pairs().iter().filter(|pair| pair.has_equals && pair.key.range().is_empty()) {
        let message = format!("the name is missing; write {} NAME=value", info.kind().keyword());
        findings.push(Finding::new(&META, pair.range, message).with_severity(refusal(info)));
    }
}
