//! ## What it does
//! Finds pinned versions of torchvision and torchaudio that belong to another release of torch than
//! the one installed.
//!
//! ## Why it matters
//! Each release of torchvision and torchaudio pins one release of torch. In one command pip finds no
//! solution; in two, the second replaces the torch of the first, or the library fails when it is
//! imported.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.4.1 torchvision==0.18.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.4.1 torchvision==0.19.1
//! ```
//!
//! ## Fix
//! Unsafe: the companion that belongs to the torch.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::lint::support::python_installs::{installs, replace_in};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{companion_fits, torch, torch_for_companion};
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "torch-companion-mismatch",
    name: "torch and its companions do not belong together",
    summary: "torchvision or torchaudio was made for another torch.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML10"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    // A lock file was resolved: its versions belong together.
    for install in installs(analysis, stage).iter().filter(|install| install.project.is_none()) {
        let (torch_version, is_same_command) = match install.version("torch") {
            Some(version) => (version, true),
            None if install.requirement("torch").is_some() => continue,
            None => match install.environment.packages.get("torch").cloned().flatten() {
                Some(version) => (version, false),
                None => continue,
            },
        };
        for package in ["torchvision", "torchaudio"] {
            judge(analysis, install, package, &torch_version, is_same_command, findings);
        }
    }
}

fn judge(
    analysis: &Analysis<'_>,
    install: &PythonInstall,
    package: &str,
    torch_version: &str,
    is_same_command: bool,
    findings: &mut Findings,
) {
    let (Some(requirement), Some(version)) = (install.requirement(package), install.version(package)) else {
        return;
    };
    if companion_fits(torch_version, package, &version) != Some(false)
        || install.pip.no_deps && !is_same_command
    {
        return;
    }
    let (Some(known), Some(owner)) = (torch(torch_version), torch_for_companion(package, &version)) else {
        return;
    };
    let right = match package {
        "torchvision" => known.torchvision().last(),
        _ => known.torchaudio().last(),
    };
    let public = version.split('+').next().unwrap_or(&version);
    let remedy =
        right.map_or(format!("use torch {}", owner.version), |right| format!("use {package} {right}"));
    let message = format!(
        "{package} {public} belongs to torch {}, not {}{}; {remedy}",
        owner.version,
        known.version,
        install.place_of(requirement)
    );
    let fix = right.and_then(|right| {
        let edit = replace_in(analysis, install, requirement, public, right)?;
        Some(Fix::single(format!("Change to {package} {right}"), Applicability::Unsafe, edit))
    });
    let severity = if is_same_command { Severity::Error } else { Severity::Warning };
    findings.push(
        Finding::new(&META, install.range_of(requirement), message).with_severity(severity).with_fixes(fix),
    );
}
