//! ## What it does
//! Finds torch, or a package that brings it, installed from the default index into an image whose
//! base holds no CUDA, where nothing else in the stage speaks of GPUs.
//!
//! ## Why it matters
//! The default wheel of torch for Linux x86_64 brings the CUDA libraries as further wheels: 2.5 to 8
//! GB. The CPU build takes some 650 MB. Where the image runs on GPUs the CUDA build is right: the
//! base image needs no CUDA for it.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install --no-cache-dir torch==2.4.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.4.1
//! ```
//!
//! ## Fix
//! Unsafe: the image can no longer use a GPU.

use crate::Analysis;
use crate::environment::{Environment, PythonInstall, TorchIndex};
use crate::lint::support::python_installs::{add_option, brings_torch, installs, is_torch_alone};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{DefinitionKind, Stage};
use crate::size::human;
use knowledge::python_packages::{TORCH_CPU_WHEEL, torch_closure, torch_index_url};
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "torch-with-cuda-on-cpu-base",
    name: "CUDA build of torch on a CPU image",
    summary: "torch from the default index brings CUDA, which an image without a GPU cannot use.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["ML03"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    let is_cpu = walked.start().gpu_base.as_ref().is_some_and(|gpu| !gpu.value);
    let installs = installs(analysis, stage);
    // Asked last: it reads all variables of the file.
    if !is_cpu
        || analysis.inputs.options.platform.architecture != "amd64"
        || installs.is_empty()
        || speaks_of_gpus(analysis, walked.end())
    {
        return;
    }
    for install in installs {
        let Some(requirement) = brings_torch(install) else { continue };
        let has_torch = install.environment.packages.contains_key("torch");
        if install.torch_index() != TorchIndex::Default
            || has_torch
            || install.incomplete && !requirement.is("torch")
        {
            continue;
        }
        let saving =
            saving(install).map(|bytes| format!(" (about {} less)", human(bytes))).unwrap_or_default();
        let message = format!(
            "torch from the default index brings CUDA{}; where no GPU is used take the cpu index{saving}",
            install.place_of(requirement)
        );
        let url = torch_index_url("cpu");
        let option =
            add_option(analysis, install, &format!("--index-url {url}")).filter(|_| is_torch_alone(install));
        let fix = option
            .map(|edit| Fix::single(format!("Install the CPU build{saving}"), Applicability::Unsafe, edit));
        findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
    }
}

/// What the default build unpacks to beyond the CPU build.
fn saving(install: &PythonInstall) -> Option<u64> {
    let (_, cpu) = TORCH_CPU_WHEEL[1];
    torch_closure(&install.version("torch")?)?.uncompressed_bytes().checked_sub(cpu)
}

/// Packages, ENV or libraries that make sense on a GPU alone.
fn speaks_of_gpus(analysis: &Analysis<'_>, environment: &Environment) -> bool {
    let for_gpus = |name: &String| {
        [
            "-gpu",
            "cu11",
            "cu12",
            "cu13",
            "cuda",
            "vllm",
            "flash-attn",
            "bitsandbytes",
            "xformers",
            "deepspeed",
            "triton",
            "sglang",
            "nvidia-",
            "pynvml",
            "tensorrt",
        ]
        .iter()
        .any(|part| name.contains(part))
    };
    let variables = analysis.model.definitions().iter().any(|definition| {
        let name = &*definition.name;
        let gpu = name.starts_with("NVIDIA_") || name.starts_with("CUDA_") || name.starts_with("TORCH_CUDA");
        gpu && definition.kind == DefinitionKind::Env
    });
    variables
        || environment.packages.keys().any(for_gpus)
        || environment
            .system_packages
            .iter()
            .any(|name| name.starts_with("cuda") || name.starts_with("nvidia"))
}
