//! ## What it does
//! Finds pipes in RUN where the shell does not run with `pipefail`.
//!
//! ## Why it matters
//! `curl … | tar x` goes on when curl fails. Where a download stands in front, the finding is a
//! warning.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN curl -fsSL https://example.org/tool.tar.gz | tar xz -C /opt
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! SHELL ["/bin/bash", "-o", "pipefail", "-c"]
//! RUN curl -fsSL https://example.org/tool.tar.gz | tar xz -C /opt
//! ```
//!
//! ## Fix
//! Unsafe: every later RUN of the stage uses bash, and the image must have it.

use syntax::shell::Command;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "pipefail-missing",
    name: "A failing pipe goes unnoticed",
    summary: "Only the last command of a pipe decides whether RUN fails.",
    category: Category::Shell,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL4006"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.shell.has_pipefail() || info.is_trigger || sets_pipefail(info) {
        return;
    }
    let in_pipe =
        |command: &&Command| command.pipeline.is_some_and(|place| place.index == 0 && place.length > 1);
    let Some(first) = info.commands().iter().find(in_pipe) else { return };
    let downloads = |command: &Command| {
        command.invocation().is_some_and(|found| matches!(found.program, "curl" | "wget"))
    };
    let is_download = info.commands().iter().filter(in_pipe).any(downloads);
    let severity = if is_download { Severity::Warning } else { Severity::Info };
    let message = "only the last command of this pipe can fail the build; set pipefail with SHELL";
    let finding = Finding::new(&META, first.range.at(info.start()), message).with_severity(severity);
    findings.push(finding.with_fixes(fix(analysis, info)));
}

fn sets_pipefail(info: &InstructionInfo<'_>) -> bool {
    let has_pipefail = |command: &Command| {
        let is_set = command.name.as_ref().is_some_and(|name| matches!(name.value.as_str(), "set" | "bash"));
        is_set && command.args.iter().any(|word| word.value == "pipefail")
    };
    info.commands().iter().any(has_pipefail)
}

/// Puts SHELL in front of the RUN.
fn fix(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let stage = analysis.model.stage_of(info)?;
    let image = analysis.model.root_base(stage).image().map(ToString::to_string).unwrap_or_default();
    let shell = match (image.contains("alpine"), info.shell.program().as_str()) {
        (true, _) => r#"["/bin/ash", "-eo", "pipefail", "-c"]"#,
        (false, "sh" | "bash") => r#"["/bin/bash", "-o", "pipefail", "-c"]"#,
        _ => return None,
    };
    let line = format!("SHELL {shell}{}", analysis.source.line_break());
    let edit = TextEdit::insert(info.start(), line);
    Some(Fix::single("Set pipefail with SHELL", Applicability::Unsafe, edit))
}
