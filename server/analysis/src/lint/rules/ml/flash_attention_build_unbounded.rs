//! ## What it does
//! Finds flash-attn built from source where MAX_JOBS is not set or ninja is not installed.
//!
//! ## Why it matters
//! Each compiler takes several GB: without MAX_JOBS the build may run out of memory. Without ninja it
//! compiles one file after the other, for hours. Where the project has a finished wheel for this
//! torch and Python none of it matters.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install --no-build-isolation flash-attn==2.6.3
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-devel
//! RUN pip install ninja && MAX_JOBS=4 pip install --no-build-isolation flash-attn==2.6.3
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::{compiles_cuda, installs, sets_variable};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "flash-attention-build-unbounded",
    name: "flash-attn built without limits",
    summary: "flash-attn is compiled without ninja or without a limit on parallel compilers.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML28"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        let Some(requirement) = install.requirement("flash-attn") else { continue };
        let has_nvcc = install.environment.nvcc.as_ref().is_some_and(|nvcc| nvcc.value);
        if compiles_cuda(install, requirement).is_none() || !has_nvcc {
            continue;
        }
        let environment = &install.environment;
        let ninja = environment.packages.contains_key("ninja")
            || environment.has_system_package("ninja-build")
            || environment.base_framework.is_some() && environment.nvidia_archive;
        let limited = sets_variable(analysis, install, "MAX_JOBS");
        let lack = match (limited, ninja) {
            (true, true) => continue,
            (false, true) => "MAX_JOBS, and may run out of memory; set it, such as MAX_JOBS=4",
            (true, false) => "ninja, which takes hours; install ninja before",
            (false, false) => {
                "MAX_JOBS and ninja, which takes hours or all memory; set MAX_JOBS=4 and install ninja before"
            }
        };
        let message = format!("flash-attn is compiled without {lack}{}", install.place_of(requirement));
        findings.push(Finding::new(&META, install.range_of(requirement), message));
    }
}
