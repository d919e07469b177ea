//! ## What it does
//! Finds packages that compile CUDA code with the build tools of torch where TORCH_CUDA_ARCH_LIST is
//! not set.
//!
//! ## Why it matters
//! torch asks the GPU of the machine which architecture to compile for. A build has no GPU: it fails
//! with "list index out of range", or compiles for architectures that are not those of the GPU that
//! runs it.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install --no-build-isolation git+https://github.com/facebookresearch/pytorch3d.git@v0.7.8
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! ARG TORCH_CUDA_ARCH_LIST="8.0;8.6;9.0"
//! RUN pip install --no-build-isolation git+https://github.com/facebookresearch/pytorch3d.git@v0.7.8
//! ```

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::lint::support::python_installs::{PREBUILT_ELSEWHERE, compiles_cuda, installs, sets_variable};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::cuda_arch::nvcc_archs;
use knowledge::python_packages::Trait;

pub const META: Meta = Meta {
    code: "cuda-architectures-missing",
    name: "CUDA extension without TORCH_CUDA_ARCH_LIST",
    summary: "An extension of torch is compiled without saying for which GPUs.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML08"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

/// They choose their architectures by themselves, or by a variable of their own.
const OWN_CHOICE: [&str; 3] = ["transformer-engine", "tiny-cuda-nn", "apex"];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let has_nvcc = install.environment.nvcc.as_ref().is_some_and(|nvcc| nvcc.value);
        // NVIDIA's containers set the variable themselves.
        let is_vendor = install.environment.base_framework.is_some() && install.environment.nvidia_archive;
        if !has_nvcc || is_vendor || sets_variable(analysis, install, "TORCH_CUDA_ARCH_LIST") {
            continue;
        }
        for (name, requirement) in install.requested() {
            let Some(package) = compiles_cuda(install, requirement) else { continue };
            let chooses = PREBUILT_ELSEWHERE.contains(&name) || OWN_CHOICE.contains(&name);
            if package.has(Trait::NeedsTorchToBuild) && !chooses {
                let message = format!(
                    "{name} is compiled without TORCH_CUDA_ARCH_LIST, and a build has no GPU to ask{}; set it before, such as \"{}\"",
                    install.place_of(requirement),
                    example(install)
                );
                findings.push(Finding::new(&META, install.range_of(requirement), message));
            }
        }
    }
}

/// The data-centre architectures since Ampere that the toolkit knows.
fn example(install: &PythonInstall) -> String {
    let usual = ["8.0", "8.6", "9.0"];
    let known = install.environment.cuda.as_ref().and_then(|cuda| nvcc_archs(cuda.value.version));
    let fits =
        |arch: &&str| known.is_none_or(|list| list.capabilities().any(|listed| listed.to_string() == **arch));
    usual.iter().copied().filter(|arch| fits(arch)).collect::<Vec<_>>().join(";")
}
