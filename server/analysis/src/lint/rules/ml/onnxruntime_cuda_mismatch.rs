//! ## What it does
//! Finds onnxruntime-gpu on a CUDA image with another CUDA major version, another cuDNN major
//! version, or none.
//!
//! ## Why it matters
//! The CUDA provider fails to load, ONNX Runtime logs it and computes on the CPU: ten times slower,
//! and no error.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install onnxruntime-gpu==1.20.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install onnxruntime-gpu==1.20.0
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::installs;
use crate::lint::support::system_cuda::{brings_libraries, lack};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::gpu_needs;

pub const META: Meta = Meta {
    code: "onnxruntime-cuda-mismatch",
    name: "ONNX Runtime without its CUDA",
    summary: "onnxruntime-gpu does not find the CUDA or cuDNN that it loads, and runs on the CPU.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML14"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

const PACKAGES: [&str; 1] = ["onnxruntime-gpu"];
fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    for install in installs(analysis, stage).iter().filter(|_| !brings_libraries(walked.end())) {
        for (name, requirement) in install.requested().filter(|(name, _)| PACKAGES.contains(name)) {
            let version = install.version(name);
            let is_loose = version.is_none() && !requirement.specifier.is_empty();
            let Some(needs) = gpu_needs(name, version.as_deref()).filter(|_| !is_loose) else { continue };
            let Some(lack) = lack(walked.end(), &needs) else { continue };
            let shown = version.map_or("of today".to_owned(), |version| version);
            let message = format!(
                "{name} {shown} needs {lack}, so it runs on the CPU{}; take a base image that has it, or the release for this CUDA",
                install.place_of(requirement)
            );
            findings.push(Finding::new(&META, install.range_of(requirement), message));
        }
    }
}
