//! ## What it does
//! Finds HEALTHCHECK with another word than CMD or NONE, CMD without a command, and NONE with
//! arguments.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! HEALTHCHECK wget -q localhost
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! HEALTHCHECK CMD wget -q localhost
//! ```
//!
//! ## Fix
//! Safe: CMD is put in front of what looks like a command.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::support::arguments::{refusal, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "healthcheck-command",
    name: "HEALTHCHECK without a proper command",
    summary: "HEALTHCHECK is neither CMD with a command nor NONE.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Healthcheck], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(kind) = info.syntax.healthcheck_type() else { return };
    let has_command = TextRange::new(kind.range.end(), rest_range(info).end().max(kind.range.end()));
    let has_command = !info.syntax.source().slice(has_command).trim().is_empty();
    let (message, fix) = match kind.text.to_ascii_uppercase().as_str() {
        "CMD" if has_command => return,
        "CMD" => ("CMD has no command; write what shows that the service is well", None),
        "NONE" if !has_command => return,
        "NONE" => ("NONE takes no arguments; remove them", None),
        _ => {
            let edit = TextEdit::insert(kind.range.start(), "CMD ");
            let fix = Fix::single("Put CMD in front", Applicability::Safe, edit);
            ("HEALTHCHECK takes CMD or NONE; put CMD in front of the command", Some(fix))
        }
    };
    findings.push(Finding::new(&META, kind.range, message).with_severity(refusal(info)).with_fixes(fix));
}
