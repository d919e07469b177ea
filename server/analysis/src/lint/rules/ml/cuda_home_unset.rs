//! ## What it does
//! Finds deepspeed, flashinfer and others that compile CUDA code while running, where conda brought
//! nvcc and CUDA_HOME is not set.
//!
//! ## Why it matters
//! torch looks for nvcc in CUDA_HOME, on PATH and in /usr/local/cuda. conda's lies in its
//! environment, which is on PATH only while that is active.
//!
//! ## Example
//! ```dockerfile
//! FROM condaforge/miniforge3:24.9.0-0
//! RUN conda install -y cuda-nvcc=12.4 && pip install deepspeed
//! ```
//! Use instead:
//! ```dockerfile
//! FROM condaforge/miniforge3:24.9.0-0
//! ENV CUDA_HOME=/opt/conda
//! RUN conda install -y cuda-nvcc=12.4 && pip install deepspeed
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::{installs, sets_variable};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{Trait, ml_package};

pub const META: Meta = Meta {
    code: "cuda-home-unset",
    name: "CUDA_HOME is not set",
    summary: "Packages that compile while running may not find a compiler that lies elsewhere than /usr/local/cuda.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML40"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    let from_conda =
        walked.end().nvcc.as_ref().is_some_and(|nvcc| nvcc.value && nvcc.reason.starts_with("conda"));
    if !from_conda {
        return;
    }
    for install in installs(analysis, stage) {
        let set = ["CUDA_HOME", "CUDA_PATH"].iter().any(|name| sets_variable(analysis, install, name));
        let is_jit = |name: &str| {
            ml_package(name).is_some_and(|known| known.has(Trait::CompilesAtRunTime)) && name != "triton"
        };
        let Some((name, requirement)) = install.requested().find(|(name, _)| !set && is_jit(name)) else {
            continue;
        };
        let message = format!(
            "{name} compiles CUDA code while running and conda's nvcc is not where torch looks{}; set CUDA_HOME",
            install.place_of(requirement)
        );
        findings.push(Finding::new(&META, install.range_of(requirement), message));
        return;
    }
}
