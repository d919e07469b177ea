//! ## What it does
//! Finds lines that begin with a word that is no instruction.
//!
//! ## Why it matters
//! BuildKit refuses the file: `unknown instruction`.
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:24.04
//! RNU apt-get update
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is. Offered where one instruction is spelled nearly so.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::support::heredoc::unterminated;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "unknown-instruction",
    name: "Unknown instruction",
    summary: "A line begins with a word that is no instruction.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL1000", "UNKNOWN_INSTRUCTION"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::InstructionInFile(&[InstructionKind::Unknown], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(keyword) = info.syntax.keyword().filter(|_| !info.syntax.is_template()) else { return };
    // Without its end, the lines of a heredoc look like instructions.
    let in_heredoc = |info: &InstructionInfo<'_>| unterminated(info, analysis.model.escape).is_some();
    let before = analysis.model.instructions.get(..info.index).unwrap_or_default();
    let is_template = analysis.model.instructions.iter().any(|info| info.syntax.is_template());
    if is_template || !info.is_trigger && before.iter().any(in_heredoc) {
        return;
    }
    let upper = keyword.text.to_ascii_uppercase();
    let suggestion = nearest(&upper, InstructionKind::all().map(InstructionKind::keyword));
    let message = match suggestion {
        Some(known) => format!("{} is no instruction; did you mean {known}?", keyword.text),
        None => format!("{} is no instruction; a line begins with one such as RUN or COPY", keyword.text),
    };
    let fix = suggestion.map(|known| {
        Fix::single(
            format!("Change to {known}"),
            Applicability::Safe,
            TextEdit::replace(keyword.range, known),
        )
    });
    let finding = Finding::new(&META, keyword.range, message).with_severity(refusal(info));
    findings.push(finding.with_fixes(fix));
}
