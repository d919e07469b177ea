//! ## What it does
//! Finds files without any instruction, or with nothing but ARG.
//!
//! ## Why it matters
//! BuildKit refuses the file: there is nothing to build.
//!
//! ## Example
//! ```dockerfile
//! ARG VERSION=1
//! ```
//! Use instead:
//! ```dockerfile
//! ARG VERSION=1
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! None.

use syntax::{InstructionKind, TextRange};

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "no-stage",
    name: "File without a stage",
    summary: "The file has no FROM.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let instructions = &analysis.model.instructions;
    let only_args = instructions.iter().all(|info| info.kind() == InstructionKind::Arg);
    if !analysis.model.stages.is_empty() || !only_args {
        return;
    }
    let message = match instructions.is_empty() {
        true => "the file has no instructions; begin with FROM",
        false => "the file has no stage; add FROM",
    };
    let start = instructions.first().map_or(TextRange::default(), |info| keyword_range(info));
    findings.push(Finding::new(&META, start, message));
}
