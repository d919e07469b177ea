//! ## What it does
//! Finds the first WORKDIR of a stage if it is relative.
//!
//! ## Why it matters
//! It is taken from the working folder of the base image, which another tag may change.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! WORKDIR app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! WORKDIR /app
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::{rest, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "relative-workdir",
    name: "Relative WORKDIR without an absolute one before it",
    summary: "A relative WORKDIR depends on where the base image happens to stand.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["WorkdirRelativePath", "DL3000"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Workdir], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.stage.is_none() || info.is_trigger {
        return;
    }
    let is_set_before = analysis.model.has_workdir_before(info);
    let word = rest(info, analysis.model.escape);
    let template = syntax::expansion::parse(word.text(), analysis.model.escape);
    let binding = |name: &str| analysis.model.binding(name, info).and_then(|binding| binding.value);
    let path = syntax::expansion::expand(&template, &binding);
    // A variable without a known value may hold an absolute path.
    let is_unknown = !path.unset.is_empty();
    let is_windows = path.text.get(1..2) == Some(":") || path.text.starts_with('\\');
    if is_set_before || is_unknown || path.text.starts_with('/') || is_windows || path.text.is_empty() {
        return;
    }
    let message =
        format!("{} is taken from the base image's working folder; write an absolute path", path.text);
    findings.push(Finding::new(&META, rest_range(info), message));
}
