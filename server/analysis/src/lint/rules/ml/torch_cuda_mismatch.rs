//! ## What it does
//! Finds packages that compile CUDA code against torch where the stage's CUDA toolkit has another
//! major version than the CUDA that torch was built for.
//!
//! ## Why it matters
//! The build stops with "The detected CUDA version mismatches the version that was used to compile
//! PyTorch". Another minor version gives a warning only. Without a compilation the two need not match
//! at all: the wheel brings its own CUDA.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install torch==2.4.1 ninja
//! RUN pip install --no-build-isolation causal-conv1d==1.4.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install --index-url https://download.pytorch.org/whl/cu118 torch==2.4.1
//! RUN pip install --no-build-isolation causal-conv1d==1.4.0
//! ```

use crate::Analysis;
use crate::environment::{Environment, PythonInstall};
use crate::lint::support::python_installs::{compiles_cuda, installs};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{Trait, torch};
use knowledge::version::CudaVersion;

pub const META: Meta = Meta {
    code: "torch-cuda-mismatch",
    name: "Extension built with another CUDA than torch",
    summary: "torch refuses to compile extensions with a CUDA toolkit of another major version than its own.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML07"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let environment = &install.environment;
        let (Some(toolkit), Some(torch_cuda)) = (&environment.cuda, torch_cuda(install)) else { continue };
        let has_nvcc = environment.nvcc.as_ref().is_some_and(|nvcc| nvcc.value);
        if !has_nvcc || toolkit.value.version.major == torch_cuda.major {
            continue;
        }
        for (name, requirement) in install.requested() {
            let builds = compiles_cuda(install, requirement)
                .is_some_and(|package| package.has(Trait::NeedsTorchToBuild));
            if builds {
                let message = format!(
                    "{name} is compiled with CUDA {} but torch is a build for CUDA {torch_cuda}, which torch refuses{}; {}",
                    toolkit.value.version,
                    install.place_of(requirement),
                    remedy(environment, toolkit.value.version)
                );
                findings.push(Finding::new(&META, install.range_of(requirement), message));
            }
        }
    }
}

/// CUDA of the torch that is there, else of the one that the same command installs.
fn torch_cuda(install: &PythonInstall) -> Option<CudaVersion> {
    let own = install.requirement("torch").map(|_| install.torch_cuda());
    own.unwrap_or_else(|| install.environment.torch_cuda.as_ref().map(|cuda| cuda.value))
}

/// An index of that torch for the toolkit, else another base image.
fn remedy(environment: &Environment, toolkit: CudaVersion) -> String {
    let version = environment.packages.get("torch").cloned().flatten();
    let builds = version.as_deref().and_then(torch).map(|known| known.index_builds()).unwrap_or_default();
    let fits =
        |build: &&String| CudaVersion::from_wheel_tag(build).is_some_and(|cuda| cuda.major == toolkit.major);
    match builds.iter().rev().find(fits) {
        Some(build) => format!("install torch from https://download.pytorch.org/whl/{build}"),
        None => "take a base image with torch's CUDA".to_owned(),
    }
}
