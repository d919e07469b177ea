//! ## What it does
//! Finds COPY and ADD with several sources whose destination does not end with `/`.
//!
//! ## Why it matters
//! The classic builder refuses it. BuildKit copies one over the other when the destination is a file or
//! does not exist.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! COPY a.txt b.txt /data
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! COPY a.txt b.txt /data/
//! ```
//!
//! ## Fix
//! Unsafe: where the path is a file today, it becomes a folder.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::copy::copy_paths;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "many-sources-to-file",
    name: "Several sources, but no folder",
    summary: "COPY with several sources goes to a path that does not end with a slash.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3021"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Add], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let paths = copy_paths(&analysis.model, info);
    let Some(destination) = paths.destination else { return };
    let text = destination.text.as_str();
    let is_folder = text.ends_with(['/', '\\', '$']) || text.contains('$') || matches!(text, "." | "..");
    let sources = paths.sources.len() + info.syntax.heredoc_redirects().len();
    if sources < 2 || is_folder && !text.contains("$") || text.contains('$') {
        return;
    }
    let is_word = info.syntax.destination().is_some_and(|word| word.text() == text);
    let fix = is_word.then(|| {
        let edit = TextEdit::insert(destination.range.end(), "/");
        Fix::single("Add a slash", Applicability::Unsafe, edit)
    });
    let message = format!("several sources need a folder; write {text}/");
    findings.push(Finding::new(&META, destination.range, message).with_fixes(fix));
}
