//! ## What it does
//! Finds builds of torch, CUDA compilers and values of TORCH_CUDA_ARCH_LIST that do not cover the
//! setting target-gpu. Without that setting the rule is silent.
//!
//! ## Why it matters
//! "no kernel image is available for execution on the device". GPUs of the Blackwell generation need
//! CUDA 12.8 and torch 2.7 or newer; CUDA 13 drops GPUs before Turing.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.4.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! RUN pip install torch==2.8.0
//! ```

use crate::Analysis;
use crate::environment::TorchIndex;
use crate::lint::support::images::stage_image;
use crate::lint::support::python_installs::installs;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::cuda_arch::{ComputeCapability, first_cuda_for, gpu, nvcc_archs, torch_archs};
use syntax::InstructionKind;

pub const META: Meta = Meta {
    code: "target-gpu-not-covered",
    name: "Build that lacks the target GPU",
    summary: "torch, nvcc or TORCH_CUDA_ARCH_LIST does not cover the GPU named in the settings.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML35"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(target) = analysis.inputs.options.target_gpu.as_deref() else { return };
    let by_number = ComputeCapability::parse(target);
    let Some(capability) = gpu(target).map(|gpu| gpu.capability).or(by_number) else { return };
    let about = format!("{target} ({})", capability.sm());
    wheels(analysis, stage, capability, &about, findings);
    compiler(analysis, stage, capability, &about, findings);
    lists(analysis, stage, capability, &about, findings);
}

fn wheels(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    capability: ComputeCapability,
    about: &str,
    findings: &mut Findings,
) {
    let platform = analysis.inputs.options.platform.to_string();
    for install in installs(analysis, stage) {
        let Some((torch, version)) = install.requirement("torch").zip(install.version("torch")) else {
            continue;
        };
        let Some(cuda) = install.torch_cuda().filter(|_| install.torch_index() != TorchIndex::Unknown) else {
            continue;
        };
        if torch_archs(&version, cuda, &platform).is_some_and(|archs| !archs.covers(capability)) {
            let message =
                format!("torch {version} for CUDA {cuda} has no code for {about}; {}", remedy(capability));
            findings.push(Finding::new(&META, install.range_of(torch), message));
        }
    }
}

fn remedy(capability: ComputeCapability) -> String {
    let first = first_cuda_for(capability);
    first.map_or("take another build".to_owned(), |cuda| {
        format!("take a build for CUDA {cuda} or the nearest that covers it")
    })
}

fn compiler(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    capability: ComputeCapability,
    about: &str,
    findings: &mut Findings,
) {
    let Some(image) = stage_image(analysis, stage) else { return };
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    let has_nvcc = walked.start().nvcc.as_ref().is_some_and(|nvcc| nvcc.value);
    let Some(cuda) = walked.start().cuda.as_ref().filter(|_| has_nvcc).map(|cuda| cuda.value.version) else {
        return;
    };
    if nvcc_archs(cuda).is_some_and(|list| !list.covers(capability)) {
        let message = format!("nvcc of CUDA {cuda} does not compile for {about}; {}", remedy(capability));
        findings.push(Finding::new(&META, image.tag_range(), message));
    }
}

fn lists(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    capability: ComputeCapability,
    about: &str,
    findings: &mut Findings,
) {
    let instructions = analysis.model.stage_instructions(stage).iter();
    for info in instructions.filter(|info| matches!(info.kind(), InstructionKind::Env | InstructionKind::Arg))
    {
        for pair in info.syntax.pairs().into_iter().filter(|pair| pair.key.text() == "TORCH_CUDA_ARCH_LIST") {
            let Some(value) = pair.value.filter(|value| !value.text().contains('$')) else { continue };
            let text = value.text().trim_matches(['"', '\'']).to_owned();
            let covers = |word: &str| {
                ComputeCapability::parse(word).is_none_or(|listed| {
                    listed.major == capability.major && listed.minor <= capability.minor
                        || word.ends_with("+PTX") && listed <= capability
                })
            };
            if !text.is_empty() && !text.split([';', ' ']).filter(|word| !word.is_empty()).any(covers) {
                let message = format!("TORCH_CUDA_ARCH_LIST has no entry for {about}; add {capability}");
                findings.push(Finding::new(&META, value.range(), message));
            }
        }
    }
}
