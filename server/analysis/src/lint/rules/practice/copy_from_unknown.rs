//! ## What it does
//! Finds `COPY --from` and `--mount=from=` with a bare name that no stage before has.
//!
//! ## Why it matters
//! BuildKit then looks for a named context, and for an image of that name on Docker Hub. Often it is a
//! slip.
//!
//! ## Example
//! ```dockerfile
//! FROM golang:1.23 AS builder
//! RUN go version
//! FROM debian:bookworm
//! COPY --from=bulider /usr/local/go/VERSION /
//! ```
//! Use instead:
//! ```dockerfile
//! FROM golang:1.23 AS builder
//! RUN go version
//! FROM debian:bookworm
//! COPY --from=builder /usr/local/go/VERSION /
//! ```
//!
//! ## Fix
//! Unsafe: a stage of a similar name is put in its place.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::stages::from_references;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{CopySource, InstructionInfo};
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "copy-from-unknown",
    name: "Copy from a name that is no stage",
    summary: "--from names no stage of the file, so it is taken for an image or a named context.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3022"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(user) = info.stage else { return };
    let stages = &analysis.model.stages;
    for reference in from_references(&analysis.model, info) {
        let CopySource::Unknown(name) = &reference.source else { continue };
        let is_later = stages[user..].iter().any(|stage| stage.is_called(name));
        if is_later || name.contains('$') || name.is_empty() || name.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let names = stages[..user].iter().filter_map(|stage| stage.name);
        let names: Vec<String> = names.map(|name| name.text.to_ascii_lowercase()).collect();
        let similar = nearest(&name.to_ascii_lowercase(), names.iter().map(String::as_str));
        let (message, severity) = match similar {
            Some(similar) => {
                (format!("no stage is called {name}; did you mean {similar}?"), Severity::Warning)
            }
            None => {
                (format!("no stage is called {name}, so it is an image; write its tag, too"), Severity::Info)
            }
        };
        let fix = similar.map(|similar| {
            let edit = TextEdit::replace(reference.range, similar);
            Fix::single(format!("Change to {similar}"), Applicability::Unsafe, edit)
        });
        findings.push(Finding::new(&META, reference.range, message).with_severity(severity).with_fixes(fix));
    }
}
