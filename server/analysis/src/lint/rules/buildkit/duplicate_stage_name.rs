//! ## What it does
//! Finds a stage whose name an earlier stage has already.
//!
//! ## Why it matters
//! Later instructions mean the last stage of that name; the earlier one can only be reached by its
//! number.
//!
//! ## Example
//! ```dockerfile
//! FROM golang:1.23 AS build
//! RUN go version
//! FROM node:22 AS build
//! RUN node --version
//! ```
//! Use instead:
//! ```dockerfile
//! FROM golang:1.23 AS build-go
//! RUN go version
//! FROM node:22 AS build-node
//! RUN node --version
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "duplicate-stage-name",
    name: "Two stages of the same name",
    summary: "A stage has the name of an earlier one.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DuplicateStageName", "DL3024"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(name) = stage.name else { return };
    let first = analysis.model.first_stage_called(name.text).filter(|first| first.index < stage.index);
    let Some(first) = first.and_then(|first| first.name) else { return };
    let message = format!("stage name {} is taken by an earlier stage; give this one its own", name.text);
    let finding = Finding::new(&META, name.range, message);
    findings.push(finding.with_related(first.range, "first stage of this name"));
}
