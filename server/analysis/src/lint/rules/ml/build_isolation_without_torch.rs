//! ## What it does
//! Finds flash-attn, apex and grouped-gemm without --no-build-isolation, and all packages whose build
//! imports torch where torch is not installed before them.
//!
//! ## Why it matters
//! pip builds in a fresh environment without torch: "No module named torch". With --no-build-
//! isolation it builds in the environment of the image, which must hold torch already; torch in the
//! same command comes too late.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install flash-attn==2.6.3
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install --no-build-isolation flash-attn==2.6.3
//! ```
//!
//! ## Fix
//! Unsafe: it adds --no-build-isolation.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::{Requirement, RequirementSource};
use crate::lint::support::python_installs::{add_option, installs, sets_variable};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{Trait, ml_package};
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "build-isolation-without-torch",
    name: "Extension built without torch in sight",
    summary: "A package whose build imports torch is built where its build cannot see torch.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML06"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

/// Their builds ask for no torch in the metadata, and so fail in isolation.
const SILENT_ABOUT_TORCH: [&str; 3] = ["flash-attn", "apex", "grouped-gemm"];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    // What isolates the builds of a project is in its pyproject.toml.
    for install in installs(analysis, stage).iter().filter(|install| install.project.is_none()) {
        let isolated = !install.pip.no_build_isolation
            && !["PIP_NO_BUILD_ISOLATION", "UV_NO_BUILD_ISOLATION"]
                .iter()
                .any(|name| sets_variable(analysis, install, name));
        let severity = if has_older_pip(install) { Severity::Info } else { Severity::Warning };
        for (name, requirement) in install.requested().filter(|(_, requirement)| builds(install, requirement))
        {
            if isolated && SILENT_ABOUT_TORCH.contains(&name) {
                let message = format!(
                    "{name} needs torch to build and pip hides it{}; add --no-build-isolation",
                    install.place_of(requirement)
                );
                let edit = add_option(analysis, install, "--no-build-isolation");
                let fix =
                    edit.map(|edit| Fix::single("Add --no-build-isolation", Applicability::Unsafe, edit));
                findings.push(
                    Finding::new(&META, install.range_of(requirement), message)
                        .with_severity(severity)
                        .with_fixes(fix),
                );
            } else if !isolated && lacks_torch(analysis, stage, install) {
                let message = format!(
                    "{name} needs torch to build and torch is not installed before it{}; install torch in an earlier step",
                    install.place_of(requirement)
                );
                findings.push(Finding::new(&META, install.range_of(requirement), message));
            }
        }
    }
}

/// NVIDIA's containers and images of torch 1 hold an older pip, which builds in place where it can.
fn has_older_pip(install: &PythonInstall) -> bool {
    let environment = &install.environment;
    let is_torch_1 = environment.packages.get("torch").is_some_and(|version| {
        version.as_deref().is_some_and(|version| version.starts_with("1.") || version.starts_with("0."))
    });
    environment.base_framework.is_some() && (environment.nvidia_archive || is_torch_1)
}

fn builds(install: &PythonInstall, requirement: &Requirement) -> bool {
    let known = requirement.name.as_deref().and_then(ml_package);
    let needs =
        known.is_some_and(|package| package.has(Trait::NeedsTorchToBuild) && package.has(Trait::SourceOnly));
    let from_wheel = match &requirement.source {
        RequirementSource::Url(url) => url.contains(".whl"),
        RequirementSource::Path(_) => true,
        RequirementSource::Index => {
            !install.find_links.is_empty()
                || install.index_url.is_some()
                || !install.extra_index_urls.is_empty()
        }
    };
    needs && !from_wheel
}

/// Nothing before the command can have brought torch, as far as everything before it is understood.
fn lacks_torch(analysis: &Analysis<'_>, stage: &Stage<'_>, install: &PythonInstall) -> bool {
    let environment = &install.environment;
    let is_clear = environment.gpu_base.is_some()
        && environment.base_framework.is_none()
        && !analysis.model.ancestry(stage).flat_map(|stage| installs(analysis, stage)).any(|earlier| {
            earlier.incomplete
                && (earlier.instruction, earlier.command) < (install.instruction, install.command)
        });
    let conda = environment
        .python
        .as_ref()
        .is_some_and(|python| python.value.provider == crate::environment::Provider::Conda);
    is_clear
        && !conda
        && !environment.packages.contains_key("torch")
        && !environment.packages.keys().any(|name| name.contains("torch"))
}
