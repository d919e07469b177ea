//! ## What it does
//! Finds pip install outside a virtual environment for the python3 of a release that marks it as
//! externally managed: Ubuntu 23.04, Debian 12, Alpine 3.19 and newer.
//!
//! ## Why it matters
//! The build stops with "error: externally-managed-environment".
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install requests
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv
//! ENV PATH=/opt/venv/bin:$PATH
//! RUN pip install requests
//! ```
//!
//! ## Fix
//! Unsafe: it adds --break-system-packages, which lets pip change packages that apt manages. A
//! virtual environment keeps them apart.

use crate::Analysis;
use crate::environment::{Installer, Provider, PythonInstall};
use crate::lint::support::python_installs::{add_option, installs, sets_variable};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "pip-into-system-python",
    name: "pip install into a protected Python",
    summary: "pip refuses to install into the Python of the distribution where PEP 668 protects it.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML04"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    // Poetry and its kind do not ask.
    for install in installs(analysis, stage).iter().filter(|install| install.project.is_none()) {
        let environment = &install.environment;
        let Some(distro) = environment.distro.as_ref().filter(|distro| distro.value.pep668 == Some(true))
        else {
            continue;
        };
        if install.provider != Provider::Distribution
            || environment.pep668_disabled
            || is_allowed(analysis, install)
        {
            continue;
        }
        let message = format!(
            "pip refuses to install into the python3 of {}; make a virtual environment, or add --break-system-packages",
            distro.value.display_name()
        );
        let edit = add_option(analysis, install, "--break-system-packages");
        let fix = edit.map(|edit| Fix::single("Add --break-system-packages", Applicability::Unsafe, edit));
        findings.push(Finding::new(&META, install.program_range(), message).with_fixes(fix));
    }
}

/// The command says that it may, or installs elsewhere.
fn is_allowed(analysis: &Analysis<'_>, install: &PythonInstall) -> bool {
    let pip = &install.pip;
    let elsewhere = pip.target.is_some() || pip.prefix.is_some();
    // Without --system uv wants a virtual environment, which it looks for by itself.
    let is_uv = install.installer() == Installer::Uv
        && !pip.system
        && !sets_variable(analysis, install, "UV_SYSTEM_PYTHON");
    pip.break_system_packages
        || elsewhere
        || is_uv
        || [
            "PIP_BREAK_SYSTEM_PACKAGES",
            "UV_BREAK_SYSTEM_PACKAGES",
            "VIRTUAL_ENV",
            "PIP_TARGET",
            "PIP_PREFIX",
            "PIP_CONFIG_FILE",
        ]
        .iter()
        .any(|name| sets_variable(analysis, install, name))
}
