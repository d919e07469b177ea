//! ## What it does
//! Finds conda, mamba and micromamba installing without a clean in the same RUN and without a cache
//! mount.
//!
//! ## Why it matters
//! Archives and unpacked packages stay in pkgs: often as much again as the packages themselves.
//!
//! ## Example
//! ```dockerfile
//! FROM condaforge/miniforge3:24.9.0-0
//! RUN conda install -y numpy
//! ```
//! Use instead:
//! ```dockerfile
//! FROM condaforge/miniforge3:24.9.0-0
//! RUN conda install -y numpy && conda clean -afy
//! ```
//!
//! ## Fix
//! Safe: only downloads go. Offered where the script is one chain of commands.

use crate::Analysis;
use crate::install::conda_install;
use crate::lint::support::chain;
use crate::lint::support::commands::removes;
use crate::lint::support::mounts::keeps_out;
use crate::lint::support::python_installs::is_shipped;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::shell::Command;
use syntax::{Applicability, Fix, InstructionKind};

pub const META: Meta = Meta {
    code: "conda-cache-kept",
    name: "conda's packages stay in the layer",
    summary: "conda install leaves the archives that it downloaded in the layer.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML44"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let ships = analysis.model.stage_of(info).is_none_or(|stage| is_shipped(analysis, stage));
    let installs =
        |command: &&Command| command.invocation().is_some_and(|found| conda_install(&found).is_some());
    let Some(command) = info.commands().iter().rfind(installs).filter(|_| ships) else { return };
    let Some(found) = command.invocation() else { return };
    if info.commands().iter().any(cleans) || keeps_out(info, "pkgs") || keeps_out(info, "/opt/conda") {
        return;
    }
    let clean = match found.program {
        "micromamba" => "micromamba clean --all --yes",
        _ => "conda clean -afy",
    };
    let edit = chain::append(info, clean).filter(|_| found.program != "mamba");
    let fix = edit.map(|edit| Fix::single(format!("Add {clean}"), Applicability::Safe, edit));
    let message = format!("conda's downloads stay in the layer; run {clean} in the same RUN");
    findings.push(Finding::new(&META, found.word.range.at(info.start()), message).with_fixes(fix));
}

fn cleans(command: &Command) -> bool {
    let by_command = command.args.iter().any(|word| word.value == "clean");
    by_command
        || removes(command, "/opt/conda/pkgs")
        || command.args.iter().any(|word| word.value.contains("/pkgs"))
}
