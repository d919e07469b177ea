//! ## What it does
//! Finds ctranslate2 and faster-whisper on a CUDA image with another CUDA major version, another
//! cuDNN major version, or none.
//!
//! ## Why it matters
//! They load cuBLAS and cuDNN of the image: cuDNN 9 from CTranslate2 4.5 on, cuDNN 8 before. With
//! another one the program ends with "Unable to load libcudnn_ops".
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install ctranslate2==4.5.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.3.2-cudnn9-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install ctranslate2==4.5.0
//! ```

use crate::Analysis;
use crate::lint::support::python_installs::installs;
use crate::lint::support::system_cuda::{brings_libraries, lack};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::gpu_needs;

pub const META: Meta = Meta {
    code: "ctranslate2-cudnn-mismatch",
    name: "cuDNN of another major version than CTranslate2 loads",
    summary: "CTranslate2 and faster-whisper do not find the CUDA or cuDNN that they load.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML13"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

const PACKAGES: [&str; 2] = ["ctranslate2", "faster-whisper"];
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
                "{name} {shown} needs {lack}, and fails when it runs{}; take a base image that has it, or ctranslate2 4.4.0 for cuDNN 8",
                install.place_of(requirement)
            );
            findings.push(Finding::new(&META, install.range_of(requirement), message));
        }
    }
}
