//! ## What it does
//! Finds blank lines between a continuation and the line that it continues with.
//!
//! ## Why it matters
//! BuildKit skips them today and will refuse them in a later release.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache \
//!
//!     curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache \
//!     curl
//! ```
//!
//! ## Fix
//! Safe: the blank lines are removed.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "empty-continuation",
    name: "Blank line inside an instruction",
    summary: "A blank line follows a continued line.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["NoEmptyContinuation"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.is_trigger {
        return;
    }
    let blanks = blank_lines(analysis, info);
    let Some(first) = blanks.first() else { return };
    let edits = blanks.iter().map(|&range| TextEdit::delete(range)).collect();
    let fix = Fix::new("Remove the blank lines", Applicability::Safe, edits);
    let message = "blank line inside an instruction will be an error; remove it";
    let range = TextRange::empty(first.start());
    findings.push(Finding::new(&META, range, message).with_fixes(fix));
}

/// Blank physical lines of the command line, with their line breaks. Heredoc bodies do not count.
fn blank_lines(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<TextRange> {
    let end = info.syntax.arguments_range().end().max(keyword_range(info).end());
    let text = analysis.source.text();
    let mut at = usize::from(info.start());
    let mut blanks = Vec::new();
    let mut is_continued = false;
    while at < usize::from(end) {
        let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        let line = &text[at..line_end];
        if is_continued && line.trim().is_empty() {
            blanks.push(syntax::range(at, line_end));
        } else if !line.trim_start().starts_with('#') || !is_continued {
            is_continued = syntax::continuation::continuation_start(line, analysis.model.escape).is_some();
        }
        at = line_end;
    }
    blanks
}
