//! ## What it does
//! Finds installs that pin another torch than the one that is there: by themselves or through
//! packages such as xformers and vllm, which pin one release.
//!
//! ## Why it matters
//! The other torch goes on top, with its CUDA libraries: several GB more. NVIDIA's own builds are
//! lost, and extensions compiled against the first torch stop working.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime
//! RUN pip install torch==2.5.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime
//! RUN pip install torch==2.4.1 transformers
//! ```

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::Requirement;
use crate::lint::support::python_installs::installs;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::release;
use knowledge::version::compare;
use std::cmp::Ordering;

pub const META: Meta = Meta {
    code: "torch-replaced",
    name: "torch is replaced by a later step",
    summary: "A later pip install replaces the torch that the image or an earlier step brought.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML17"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let Some(present) = install.environment.packages.get("torch") else { continue };
        let is_elsewhere = install.pip.target.is_some() || install.pip.prefix.is_some();
        if is_elsewhere || is_other_environment(analysis, stage, install) {
            continue;
        }
        let Some((requirement, wanted)) = wanted_torch(install) else { continue };
        let is_vendor = install.environment.nvidia_archive && install.environment.base_framework.is_some();
        let replaces = match present {
            Some(version) => compare(public(version), public(&wanted)) != Ordering::Equal,
            None => is_vendor,
        };
        if replaces {
            let shown = present.as_deref().map_or("torch".to_owned(), |version| format!("torch {version}"));
            let message = format!(
                "{} replaces {shown} by torch {wanted}{}; keep one of them, with a constraint (-c) for later steps",
                requirement.name.as_deref().unwrap_or("this"),
                install.place_of(requirement)
            );
            findings.push(Finding::new(&META, install.range_of(requirement), message));
        }
    }
}

fn public(version: &str) -> &str {
    version.split('+').next().unwrap_or(version)
}

/// The torch that the command insists on, and who does.
fn wanted_torch(install: &PythonInstall) -> Option<(&Requirement, String)> {
    if let Some(version) = install.version("torch") {
        return Some((install.requirement("torch")?, version));
    }
    install.requested().filter(|_| !install.pip.no_deps).find_map(|(name, requirement)| {
        let version = install.version(name)?;
        let pin = release(name, &version)?.requirement_on("torch")?.strip_prefix("==")?;
        Some((requirement, pin.to_owned()))
    })
}

/// Another interpreter than that of the earlier torch: nothing is replaced there.
fn is_other_environment(analysis: &Analysis<'_>, stage: &Stage<'_>, install: &PythonInstall) -> bool {
    let earlier = installs(analysis, stage).iter().filter(|other| {
        (other.instruction, other.command) < (install.instruction, install.command)
            && other.requirement("torch").is_some()
    });
    let first = earlier.map(|other| (other.provider, other.python)).next();
    first.is_some_and(|first| first != (install.provider, install.python))
        || install.environment.virtual_environments.len() > 1
}
