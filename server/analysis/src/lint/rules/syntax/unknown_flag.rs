//! ## What it does
//! Finds flags that the instruction does not know.
//!
//! ## Why it matters
//! BuildKit refuses the file: `unknown flag`. Flags of `docker run`, such as `--user`, do not work
//! here.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chwon=app:app . /app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY --chown=app:app . /app
//! ```
//!
//! ## Fix
//! Safe: the file does not build as it is. Offered where a known flag is spelled nearly so.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "unknown-flag",
    name: "Unknown flag",
    summary: "An instruction has a flag that it does not take.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

use crate::lint::support::flags::flag_table;

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(table) = flag_table(info) else { return };
    for flag in info.syntax.flags() {
        let Some(name) = flag.name.filter(|name| !table.iter().any(|(known, _)| *known == name.text)) else {
            continue;
        };
        let keyword = info.kind().keyword();
        let similar = nearest(name.text, table.iter().map(|(known, _)| *known));
        let message = match (similar, table.is_empty()) {
            (Some(similar), _) => format!("{keyword} has no flag --{}; did you mean --{similar}?", name.text),
            (None, true) => format!("{keyword} takes no flags; remove --{}", name.text),
            (None, false) => {
                let known: Vec<String> = table.iter().map(|(known, _)| format!("--{known}")).collect();
                format!("{keyword} has no flag --{}; it takes {}", name.text, known.join(", "))
            }
        };
        let fix = similar.map(|similar| {
            let edit = TextEdit::replace(name.range, similar);
            Fix::single(format!("Change to --{similar}"), Applicability::Safe, edit)
        });
        let finding = Finding::new(&META, flag.range(), message).with_severity(refusal(info));
        findings.push(finding.with_fixes(fix));
    }
}
