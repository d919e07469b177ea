//! ## What it does
//! Finds CUDA extras of jax that its version no longer has, extras that use the CUDA of the image
//! where that has another major version or no cuDNN, and jax without any extra on a CUDA image.
//!
//! ## Why it matters
//! An extra that does not exist is ignored with a warning: JAX runs on the CPU. jax[cuda12] brings
//! CUDA and cuDNN as wheels and works on any base.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install 'jax[cuda11_pip]==0.4.30'
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install 'jax[cuda12]==0.4.30'
//! ```

use crate::Analysis;
use crate::environment::{Environment, PythonInstall};
use crate::install::Requirement;
use crate::lint::support::python_installs::installs;
use crate::lint::support::system_cuda::{brings_libraries, lack, lacks_cudnn};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{GpuNeeds, JaxExtra, jax_extra, newest};

pub const META: Meta = Meta {
    code: "jax-cuda-mismatch",
    name: "JAX without its CUDA",
    summary: "JAX is installed with an extra that is gone or does not fit the image, or without one on a CUDA image.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML16"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    for install in installs(analysis, stage) {
        let Some(requirement) = install.requirement("jax") else { continue };
        let extra = requirement.extras.iter().find_map(|extra| jax_extra(extra));
        let found = match extra {
            Some(extra) => wrong_extra(install, requirement, &extra, walked.end()),
            None => no_extra(install, requirement, walked.end()),
        };
        if let Some((severity, problem)) = found {
            let message =
                format!("{problem}{}; use jax[cuda12], which brings its CUDA", install.place_of(requirement));
            findings
                .push(Finding::new(&META, install.range_of(requirement), message).with_severity(severity));
        }
    }
}

fn wrong_extra(
    install: &PythonInstall,
    requirement: &Requirement,
    extra: &JaxExtra,
    environment: &Environment,
) -> Option<(Severity, String)> {
    let version = match install.version("jax") {
        Some(version) => version,
        None if requirement.specifier.is_empty() && install.find_links.is_empty() => {
            newest("jax")?.version.to_owned()
        }
        None => return None,
    };
    if !extra.exists_in(&version) {
        return Some((
            Severity::Warning,
            format!("jax {version} has no extra {}, so it runs on the CPU", extra.name),
        ));
    }
    if !extra.local || brings_libraries(environment) {
        return None;
    }
    let needs = GpuNeeds { cuda_major: extra.cuda_major, cudnn_major: None, minimum_cuda: None, note: None };
    // Which cuDNN it is built for changes with each release; without any it runs on the CPU.
    let no_cudnn = || lacks_cudnn(environment).then(|| "cuDNN and the image has none".to_owned());
    let lack = lack(environment, &needs).or_else(no_cudnn)?;
    Some((Severity::Warning, format!("jax[{}] needs {lack}", extra.name)))
}

/// Plain jax computes on the CPU; a CUDA image says that a GPU was meant.
fn no_extra(
    install: &PythonInstall,
    requirement: &Requirement,
    environment: &Environment,
) -> Option<(Severity, String)> {
    let on_gpu = environment.gpu_base.as_ref().is_some_and(|gpu| gpu.value);
    let elsewhere = !install.find_links.is_empty() || install.index_url.is_some() || install.incomplete;
    let plugin = environment.packages.keys().any(|name| name.starts_with("jax-cuda"));
    let plain = on_gpu
        && !elsewhere
        && !plugin
        && requirement.extras.is_empty()
        && environment.base_framework.is_none();
    plain.then(|| (Severity::Info, "jax without an extra runs on the CPU".to_owned()))
}
