//! ## What it does
//! Finds a runtime image of nvidia/cuda under a torch that pip installs with its own CUDA, where
//! nothing else in the stage uses the libraries of the image.
//!
//! ## Why it matters
//! The wheel of torch carries CUDA and cuDNN, or pins wheels that do. Of the base image only the
//! driver interface counts, which the container toolkit mounts. The libraries of a runtime image, 2
//! to 4 GB with cuDNN, are shipped for nothing. The base image is enough, and so is a slim Python
//! image.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip3 install torch==2.4.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip3 install torch==2.4.1
//! ```
//!
//! ## Fix
//! Unsafe: the base flavour of the same CUDA. Programs that load the image's libraries in ways that
//! the file does not show would miss them.

use crate::Analysis;
use crate::environment::{PythonInstall, TorchIndex};
use crate::lint::support::images::{StageImage, stage_image};
use crate::lint::support::marks::Mark;
use crate::lint::support::python_installs::{
    brings_torch, installs, is_shipped, needs_system_cuda, price_of_tag,
};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::cuda_images::{self, Flavor};
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

pub const META: Meta = Meta {
    code: "cuda-libraries-twice",
    name: "CUDA in the base image and again in wheels",
    summary: "torch from pip brings its own CUDA libraries, so those of the base image are not used.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML52"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let Some(image) = stage_image(analysis, stage).filter(|image| image.is_cuda()) else { return };
    let Some(walked) = analysis.environments().stage(stage.index) else { return };
    let flavor = walked.start().cuda.as_ref().and_then(|cuda| cuda.value.flavor);
    let is_idle = flavor == Some(Flavor::Runtime)
        && is_shipped(analysis, stage)
        && !needs_system_cuda(walked.end())
        && !may_use_libraries(analysis, stage);
    let Some(install) =
        installs(analysis, stage).iter().find(|install| brings_cuda(install)).filter(|_| is_idle)
    else {
        return;
    };
    let base = base_tag(&image);
    let saving = base.map(|tag| price_of_tag(analysis, stage, tag)).unwrap_or_default();
    let what = match install.torch_cuda() {
        Some(cuda) => format!("torch brings its own CUDA {cuda} as wheels"),
        None => "torch brings its own CUDA as wheels".to_owned(),
    };
    let message =
        format!("{what}, so the CUDA libraries of this image are not used; a base image is enough{saving}");
    let torch = brings_torch(install).map(|requirement| install.range_of(requirement));
    let mut finding = Finding::new(&META, image.tag_range(), message).with_fixes(base.and_then(|base| {
        let edit = TextEdit::replace(image.written_tag()?, base);
        Some(Fix::single(format!("Change to {base}{saving}"), Applicability::Unsafe, edit))
    }));
    if let Some(range) = torch {
        finding = finding.with_related(range, "torch is installed here");
    }
    findings.push(finding);
}

/// The torch of this install comes with CUDA.
fn brings_cuda(install: &PythonInstall) -> bool {
    let has_cuda = match install.torch_index() {
        TorchIndex::Default => true,
        TorchIndex::Build(build) => build.starts_with("cu"),
        TorchIndex::Unknown => false,
    };
    has_cuda && brings_torch(install).is_some() && !install.environment.packages.contains_key("torch")
}

/// Programs that are built here or copied from a stage with nvcc may link to CUDA's libraries.
fn may_use_libraries(analysis: &Analysis<'_>, stage: &Stage<'_>) -> bool {
    let instructions = analysis.model.stage_instructions(stage);
    let copies = instructions.iter().any(|info| {
        info.kind() == InstructionKind::Copy
            && info.has(Mark::NamesStage)
            && info.syntax.flag("from").is_some()
            && !info.syntax.text().contains("astral-sh/uv")
    });
    copies || instructions.iter().any(|info| info.has(Mark::Builds))
}

/// The base flavour of the same CUDA on the same system.
fn base_tag(image: &StageImage<'_, '_>) -> Option<&'static str> {
    let mut parts = cuda_images::parse_tag(image.reference.tag.as_deref()?)?;
    (parts.flavor, parts.cudnn, parts.tensorrt) = (Flavor::Base, None, false);
    Some(cuda_images::find(&parts.to_string())?.name)
}
