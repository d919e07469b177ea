//! ## What it does
//! Finds packages that compile CUDA code when they are installed (flash-attn, mamba-ssm, apex and
//! others) in a stage that has no nvcc: runtime and base images of CUDA, slim images.
//!
//! ## Why it matters
//! The build stops, often after minutes, with "nvcc: not found" or "CUDA_HOME is not set". Only devel
//! images hold the compiler.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install torch==2.4.1
//! RUN pip install --no-build-isolation flash-attn==2.6.3
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install torch==2.4.1
//! RUN pip install --no-build-isolation flash-attn==2.6.3
//! ```
//!
//! ## Fix
//! Unsafe: the devel image of the same version, which is several GB larger. Better build a wheel in a
//! devel stage and copy it.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::Requirement;
use crate::lint::support::images::stage_image;
use crate::lint::support::python_installs::{
    NVCC_OR_NOTHING, PREBUILT_ELSEWHERE, compiles_cuda, installs, instruction_of, sets_variable,
};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::cuda_images::{self, Flavor};
use syntax::{Applicability, Fix, TextEdit};

pub const META: Meta = Meta {
    code: "cuda-build-without-nvcc",
    name: "CUDA extension without its compiler",
    summary: "A package that compiles CUDA code is installed where there is no nvcc.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML05"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage).iter().filter(|install| install.environment.lacks_nvcc()) {
        let on_gpu_base = install.environment.gpu_base.as_ref().is_some_and(|gpu| gpu.value);
        for (name, requirement) in install.requested() {
            let Some(package) = compiles_cuda(install, requirement) else { continue };
            let fails =
                NVCC_OR_NOTHING.contains(&name) && (on_gpu_base || !PREBUILT_ELSEWHERE.contains(&name));
            let is_python_alone = name == "apex" && !asks_for_kernels(analysis, install, requirement);
            if skips_cuda(analysis, install) || is_python_alone || !fails && !on_gpu_base {
                continue;
            }
            let outcome = if fails { "its build fails" } else { "it is built without its CUDA kernels" };
            let message = format!(
                "{} compiles CUDA code and there is no nvcc in this stage, so {outcome}{}; build it in a devel stage",
                package.name,
                install.place_of(requirement)
            );
            findings.push(
                Finding::new(&META, install.range_of(requirement), message).with_fixes(fix(analysis, stage)),
            );
        }
    }
}

/// apex leaves its kernels out unless options of its build name them.
fn asks_for_kernels(analysis: &Analysis<'_>, install: &PythonInstall, requirement: &Requirement) -> bool {
    let names = |text: &str| text.contains("_ext") || text.contains("APEX_");
    names(&requirement.text)
        || names(instruction_of(analysis, install).syntax.text())
        || ["APEX_CPP_EXT", "APEX_CUDA_EXT", "APEX_ALL_CONTRIB_EXT"]
            .iter()
            .any(|name| sets_variable(analysis, install, name))
}

fn skips_cuda(analysis: &Analysis<'_>, install: &PythonInstall) -> bool {
    ["FLASH_ATTENTION_SKIP_CUDA_BUILD", "MAMBA_SKIP_CUDA_BUILD", "CAUSAL_CONV1D_SKIP_CUDA_BUILD"]
        .iter()
        .any(|name| sets_variable(analysis, install, name))
}

/// The devel image of the same CUDA, where there is one.
fn fix(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<Fix> {
    let image = stage_image(analysis, stage).filter(|image| image.is_cuda())?;
    let mut parts = cuda_images::parse_tag(image.reference.tag.as_deref()?)?;
    parts.flavor = Flavor::Devel;
    let devel = cuda_images::find(&parts.to_string())?.name;
    let edit = TextEdit::replace(image.written_tag()?, devel);
    Some(Fix::single(format!("Change to {devel}"), Applicability::Unsafe, edit))
}
