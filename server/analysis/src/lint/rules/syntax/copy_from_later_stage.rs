//! ## What it does
//! Finds `COPY --from` and `--mount=from=` that name the stage in which they stand, or one that comes
//! later.
//!
//! ## Why it matters
//! BuildKit refuses the file: a stage must be defined before it is copied from.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20 AS app
//! COPY --from=app /a /b
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20 AS source
//! RUN touch /a
//! FROM alpine:3.20 AS app
//! COPY --from=source /a /b
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::stages::{FromReference, from_references};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "copy-from-later-stage",
    name: "Copy from this stage or a later one",
    summary: "--from names its own stage, a later one, or a number that no stage has.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL3023"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(user) = info.stage.filter(|_| !info.is_trigger) else { return };
    let stages = &analysis.model.stages;
    for FromReference { name, range, .. } in from_references(&analysis.model, info) {
        // Numbers work for COPY alone; of several stages of a name BuildKit takes the last.
        let number = name.parse::<usize>().ok().filter(|_| info.kind() == InstructionKind::Copy);
        let named = stages.iter().rev().find(|stage| stage.is_called(&name)).map(|stage| stage.index);
        let message = match number.or(named) {
            Some(index) if index == user => format!("{name} is this very stage; copy from an earlier one"),
            Some(index) if index > user && index < stages.len() => {
                format!("stage {name} comes later; move it above this one")
            }
            Some(index) if index >= stages.len() => {
                format!("there is no stage {name}; the last before this one is {}", user.saturating_sub(1))
            }
            _ => continue,
        };
        findings.push(Finding::new(&META, range, message));
    }
}
