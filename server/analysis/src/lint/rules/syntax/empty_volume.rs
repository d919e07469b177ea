//! ## What it does
//! Finds VOLUME with an empty string.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! VOLUME [""]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! VOLUME ["/data"]
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
    code: "empty-volume",
    name: "Empty path in VOLUME",
    summary: "VOLUME names an empty path.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Volume], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let strings = info.syntax.json_array().into_iter().flat_map(|array| array.strings());
    for string in strings.filter(|string| string.value.trim().is_empty()) {
        let finding = Finding::new(&META, string.range, "the path is empty; write the folder's path");
        findings.push(finding.with_severity(refusal(info)));
    }
}
