//! ## What it does
//! Finds COPY of the whole build context before pip install -r in the same stage, without a cache
//! mount for pip.
//!
//! ## Why it matters
//! A changed source file changes the COPY, and every later layer is built anew: torch is downloaded
//! at every edit. Copy the requirement file first, install, then copy the rest.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! WORKDIR /app
//! COPY . .
//! RUN pip install -r requirements.txt
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! WORKDIR /app
//! COPY requirements.txt .
//! RUN pip install -r requirements.txt
//! COPY . .
//! ```
//!
//! ## Fix
//! Unsafe: the COPY of the requirement files (those that they name, too, where the build context is
//! known) before the install, and the rest after it. It is not offered where an install names the
//! sources (`.`, `-e .`, a folder of wheels) or something else runs in between; but an install may read
//! what no command names, such as a configuration of pip.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::lint::support::copy::copies_everything;
use crate::lint::support::mounts::keeps_out;
use crate::lint::support::python_installs::{installs, instruction_of};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use crate::refactor::requirements_first;
use syntax::Applicability;

pub const META: Meta = Meta {
    code: "source-before-requirements",
    name: "Sources copied before the requirements are installed",
    summary: "Every edit of the sources installs all requirements again.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML41"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let is_from_file = |install: &&PythonInstall| !install.pip.requirement_files.is_empty();
    if !installs(analysis, stage).iter().any(|install| is_from_file(&install)) {
        return;
    }
    let instructions = analysis.model.stage_instructions(stage);
    let Some(whole) = instructions.iter().find(|info| copies_everything(&analysis.model, info)) else {
        return;
    };
    // What is heavy was installed before; the sources only add to it.
    if installs(analysis, stage).iter().filter(is_from_file).any(|install| install.instruction < whole.index)
    {
        return;
    }
    for install in installs(analysis, stage).iter().filter(|install| install.instruction > whole.index) {
        let run = instruction_of(analysis, install);
        let is_cached =
            keeps_out(run, ".cache/pip") || keeps_out(run, ".cache/uv") || keeps_out(run, ".cache");
        let from_file = !install.pip.requirement_files.is_empty() && install.pip.requirements.is_empty();
        if from_file && !is_cached {
            let file = install.pip.requirement_files.first().map_or("", String::as_str);
            let message = format!(
                "every change in the build context installs {file} again; copy that file first, and the rest after the install"
            );
            let finding = Finding::new(&META, whole.syntax.range(), message);
            let finding = finding.with_related(install.program_range(), "requirements are installed here");
            findings.push(finding.with_fixes(requirements_first::fix(analysis, whole)));
            return;
        }
    }
}
