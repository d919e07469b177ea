//! ## What it does
//! Finds `pip install` that writes pip's cache into the layer: no `--no-cache-dir`, no
//! `PIP_NO_CACHE_DIR`, no cache mount, no removal in the same RUN.
//!
//! ## Why it matters
//! pip keeps every wheel that it fetched below `~/.cache/pip`. For PyTorch that is more than 2 GB.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-bookworm
//! ENV PIP_NO_CACHE_DIR=0
//! RUN pip install torch==2.4.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-bookworm
//! RUN pip install --no-cache-dir torch==2.4.1
//! ```
//!
//! ## Fix
//! Safe: what is installed stays the same.

use syntax::shell::{Command, ShellWord};
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "pip-cache-kept",
    name: "pip's cache stays in the layer",
    summary: "pip install without --no-cache-dir keeps what it downloaded in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3042"],
    fix: Some(Applicability::Safe),
};

use crate::install::{PipTool, pip_install};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if cache_is_off(analysis, info) || keeps_out(info, ".cache/pip") || cache_is_mounted(analysis, info) {
        return;
    }
    for (index, command) in info.commands().iter().enumerate() {
        let Some(found) = command.invocation() else { continue };
        let Some(install) = pip_install(&found).filter(|install| install.tool == PipTool::Pip) else {
            continue;
        };
        let (before, after) = (&info.commands()[..index], &info.commands()[index + 1..]);
        let is_off = command.assignments.iter().chain(before.iter().flat_map(|other| &other.assignments));
        let is_off = is_off.into_iter().any(|assignment| assignment.name == "PIP_NO_CACHE_DIR");
        if install.no_cache || is_off || after.iter().any(clears_cache) {
            continue;
        }
        let subcommand = found.args.iter().find(|word| word.value == "install");
        let Some(range) = subcommand.map(|word| word.range.at(info.start())) else { continue };
        let message = "pip's cache stays in the layer; add --no-cache-dir";
        let edit = TextEdit::insert(range.end(), " --no-cache-dir");
        let fix = Fix::single("Add --no-cache-dir", Applicability::Safe, edit);
        findings.push(Finding::new(&META, range, message).with_fix(fix));
    }
}

/// ENV or ARG, of the file or of the base image, switches the cache off.
fn cache_is_off(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    analysis.model.binding("PIP_NO_CACHE_DIR", info).is_some_and(|binding| {
        // pip reads any value as a switch: these say no, all others yes.
        !matches!(binding.value.as_deref(), Some("0" | "false" | "False" | "no" | "off" | ""))
    })
}

fn cache_is_mounted(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    let folder = analysis.model.binding("PIP_CACHE_DIR", info).and_then(|binding| binding.value);
    folder.is_some_and(|folder| keeps_out(info, &folder))
}

fn clears_cache(command: &Command) -> bool {
    let purges = command.invocation().is_some_and(|found| {
        found.program.starts_with("pip") && found.args.first().is_some_and(|word| word.value == "cache")
    });
    let names_cache = |word: &ShellWord| word.value.contains(".cache");
    let deletes = command.name.as_ref().is_some_and(|name| name.value == "rm");
    purges || (deletes && command.args.iter().any(names_cache))
}
