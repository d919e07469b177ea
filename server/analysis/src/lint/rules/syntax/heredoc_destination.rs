//! ## What it does
//! Finds COPY and ADD whose last argument is a heredoc.
//!
//! ## Why it matters
//! BuildKit refuses the file: a heredoc is a source, never a destination.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY app.conf <<EOF
//! x
//! EOF
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY <<EOF /etc/app.conf
//! x
//! EOF
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::support::copy::copy_paths;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "heredoc-destination",
    name: "Heredoc as a destination",
    summary: "A heredoc stands where the destination of COPY or ADD belongs.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Add], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let paths = copy_paths(&analysis.model, info);
    let redirects = info.syntax.heredoc_redirects();
    let Some(last) = redirects.last() else { return };
    if paths.destination.is_none() && paths.sources.len() + redirects.len() > 1 {
        let message = "a heredoc cannot be the destination; write the path after it";
        findings.push(Finding::new(&META, last.range, message).with_severity(refusal(info)));
    }
}
