//! ## What it does
//! Finds numbers, `true`, objects and the like in a JSON array.
//!
//! ## Why it matters
//! BuildKit refuses the file: `arrays must be comprised of strings only`.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! CMD ["sleep", 60]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! CMD ["sleep", "60"]
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "exec-form-values",
    name: "Exec form with something else than strings",
    summary: "A JSON array of a command may hold strings only.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(array) = info.syntax.json_array() else { return };
    for range in array.other_values() {
        let written = analysis.source.slice(range);
        let message = format!("{written} is no string; put it in double quotes");
        let is_plain = written.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'));
        let fix = is_plain.then(|| {
            let edit = TextEdit::replace(range, format!("\"{written}\""));
            Fix::single("Put it in quotes", Applicability::Safe, edit)
        });
        findings.push(Finding::new(&META, range, message).with_fixes(fix));
    }
}
