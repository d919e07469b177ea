//! ## What it does
//! Finds COPY with a relative destination in a stage that sets no WORKDIR.
//!
//! ## Why it matters
//! The files land wherever the base image happens to stand: usually `/`, elsewhere with the next tag.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! COPY app.py app.py
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! WORKDIR /app
//! COPY app.py app.py
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::copy::destination_without_workdir;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "relative-copy-destination",
    name: "COPY to a relative path without WORKDIR",
    summary: "COPY goes to a path relative to a folder that the file never sets.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3045"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(destination) = destination_without_workdir(&analysis.model, info) else { return };
    let text = &destination.text;
    let message = format!("{text} is relative and no WORKDIR is set; set WORKDIR or write an absolute path");
    findings.push(Finding::new(&META, destination.range, message));
}
