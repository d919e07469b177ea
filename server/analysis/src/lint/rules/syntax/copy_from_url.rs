//! ## What it does
//! Finds COPY with a source that is a URL or a Git repository.
//!
//! ## Why it matters
//! BuildKit refuses the file: `source can't be a URL for COPY`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY https://example.org/tool /usr/local/bin/
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ADD https://example.org/tool /usr/local/bin/
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is, and ADD takes such sources.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::support::copy::{copy_paths, is_remote};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "copy-from-url",
    name: "COPY of a URL",
    summary: "COPY cannot fetch from the network.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let paths = copy_paths(&analysis.model, info);
    let Some(remote) = paths.sources.iter().find(|path| is_remote(&path.text)) else { return };
    let is_only_copy = ["from", "parents"].iter().any(|flag| info.syntax.flag(flag).is_some());
    let fix = info.syntax.keyword().filter(|_| !is_only_copy).map(|keyword| {
        Fix::single("Change to ADD", Applicability::Safe, TextEdit::replace(keyword.range, "ADD"))
    });
    let message = "COPY cannot download; use ADD";
    findings.push(Finding::new(&META, remote.range, message).with_severity(refusal(info)).with_fixes(fix));
}
