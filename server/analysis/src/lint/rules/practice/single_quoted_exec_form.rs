//! ## What it does
//! Finds `['a', 'b']` where an exec form is meant.
//!
//! ## Why it matters
//! JSON has double quotes only. BuildKit hands the brackets to a shell, which looks for a program
//! called `[`.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! CMD ['nginx', '-g', 'daemon off;']
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! CMD ["nginx", "-g", "daemon off;"]
//! ```
//!
//! ## Fix
//! Unsafe: the command then runs without a shell, as it was meant.

use syntax::ast::CommandForm;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "single-quoted-exec-form",
    name: "Exec form in single quotes",
    summary: "A JSON array in single quotes is no JSON, so a shell gets it as it stands.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["JSONArgsRecommended", "DL3025"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(
    &[InstructionKind::Cmd, InstructionKind::Entrypoint, InstructionKind::Run, InstructionKind::Healthcheck],
    check,
);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(CommandForm::Shell(range)) = info.syntax.command() else { return };
    let text = analysis.source.slice(range);
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim);
    let Some(inner) = inner.filter(|inner| inner.starts_with('\'') && inner.ends_with('\'')) else { return };
    let is_plain = !inner.contains(['"', '\\']) && inner.matches('\'').count().is_multiple_of(2);
    let fix = is_plain.then(|| {
        let edit = TextEdit::replace(range, format!("[{}]", inner.replace('\'', "\"")));
        Fix::single("Use double quotes", Applicability::Unsafe, edit)
    });
    let message = "single quotes make no JSON array, so a shell gets the brackets; use double quotes";
    findings.push(Finding::new(&META, range, message).with_fixes(fix));
}
