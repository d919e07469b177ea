//! ## What it does
//! Finds SHELL in shell form.
//!
//! ## Why it matters
//! BuildKit refuses the file: `SHELL requires the arguments to be in JSON form`.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! SHELL /bin/bash -c
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! SHELL ["/bin/bash", "-c"]
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is.

use syntax::ast::CommandForm;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::{refusal, rest};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "shell-not-json",
    name: "SHELL that is no JSON array",
    summary: "SHELL takes a JSON array only.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Shell], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(CommandForm::Shell(range)) = info.syntax.command() else { return };
    let text = rest(info, analysis.model.escape).text().trim().to_owned();
    if text.is_empty() {
        return;
    }
    let is_plain = !text.contains(['"', '\'', '[', ']', '\\', '$']);
    let strings: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let fix = is_plain.then(|| {
        let edit = TextEdit::replace(range, format!("[{}]", strings.join(", ")));
        Fix::single("Write as a JSON array", Applicability::Safe, edit)
    });
    let message = "SHELL is no JSON array; write SHELL [\"/bin/bash\", \"-c\"] with double quotes";
    findings.push(Finding::new(&META, range, message).with_severity(refusal(info)).with_fixes(fix));
}
