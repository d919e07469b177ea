//! ## What it does
//! Finds the first instruction other than ARG that stands before the first FROM.
//!
//! ## Why it matters
//! BuildKit refuses the file: `no build stage in current context`.
//!
//! ## Example
//! ```dockerfile
//! ENV A=b
//! FROM alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ENV A=b
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "instruction-before-from",
    name: "Instruction before the first FROM",
    summary: "Only ARG may stand before the first FROM.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL3061"],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut before = analysis.model.instructions.iter().take_while(|info| info.stage.is_none());
    let Some(first) =
        before.find(|info| !matches!(info.kind(), InstructionKind::Arg | InstructionKind::Unknown))
    else {
        return;
    };
    let keyword = first.kind().keyword();
    let message = format!("{keyword} stands before the first FROM; move it below, only ARG may stand here");
    findings.push(Finding::new(&META, keyword_range(first), message));
}
