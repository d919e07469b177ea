//! ## What it does
//! Finds a devel image of nvidia/cuda as the base of the image that is shipped, where no command
//! compiles and no package compiles CUDA code, while installing or while running.
//!
//! ## Why it matters
//! A devel image holds nvcc, headers and static libraries: some 5 GB more than the runtime image.
//! Where something does compile, a builder stage does it and the runtime stage takes the result.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install onnxruntime-gpu==1.20.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install onnxruntime-gpu==1.20.0
//! ```
//!
//! ## Fix
//! Unsafe: the runtime flavour of the same version. Programs that compile while running would miss
//! nvcc.

use crate::Analysis;
use crate::environment::StageEnvironment;
use crate::lint::support::images::{StageImage, stage_image};
use crate::lint::support::python_installs::{is_shipped, price_of_tag};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};
use knowledge::cuda_images::{self, Flavor};
use knowledge::python_packages::{Trait, ml_package};
use syntax::shell::Command;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

pub const META: Meta = Meta {
    code: "devel-image-shipped",
    name: "Compilers shipped with the image",
    summary: "The final image rests on a devel image of CUDA, and nothing in it compiles.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML51"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let target = analysis.model.target_stage(analysis.inputs.options.target.as_deref());
    let Some(image) =
        stage_image(analysis, stage).filter(|image| image.is_cuda() && is_shipped(analysis, stage))
    else {
        return;
    };
    let Some(target) = target.and_then(|target| analysis.environments().stage(target.index)) else { return };
    let Some(start) = analysis.environments().stage(stage.index).map(StageEnvironment::start) else { return };
    if start.cuda.as_ref().and_then(|cuda| cuda.value.flavor) != Some(Flavor::Devel) {
        return;
    }
    let shipped = analysis.model.stages.iter().filter(|stage| is_shipped(analysis, stage));
    let mut instructions = shipped.flat_map(|stage| analysis.model.stage_instructions(stage));
    let understood = instructions.all(|info| !may_compile(info));
    if !understood || !installs_something(target) || needs_compiler(target) {
        return;
    }
    let runtime = runtime_tag(&image);
    let saving = runtime.map(|tag| price_of_tag(analysis, stage, tag)).unwrap_or_default();
    let message = format!(
        "nothing here compiles, so nvcc and headers are shipped for nothing; a runtime image is enough{saving}"
    );
    let fix = runtime.and_then(|runtime| {
        let edit = TextEdit::replace(image.written_tag()?, runtime);
        Some(Fix::single(format!("Change to {runtime}{saving}"), Applicability::Unsafe, edit))
    });
    findings.push(Finding::new(&META, image.tag_range(), message).with_fixes(fix));
}

/// The runtime flavour of the same version, cuDNN and system.
fn runtime_tag(image: &StageImage<'_, '_>) -> Option<&'static str> {
    let mut parts = cuda_images::parse_tag(image.reference.tag.as_deref()?)?;
    parts.flavor = Flavor::Runtime;
    Some(cuda_images::find(&parts.to_string())?.name)
}

/// Only where installs are understood can one say that nothing needs a compiler.
fn installs_something(target: &StageEnvironment) -> bool {
    !target.installs.is_empty() && target.installs.iter().all(|install| !install.incomplete)
}

fn needs_compiler(target: &StageEnvironment) -> bool {
    let compiles = |name: &String| {
        ml_package(name)
            .is_some_and(|known| known.has(Trait::CompilesCuda) || known.has(Trait::CompilesAtRunTime))
    };
    let from_source = target
        .installs
        .iter()
        .flat_map(|install| &install.requirements)
        .any(|requirement| !matches!(requirement.source, crate::install::RequirementSource::Index));
    from_source || target.end().packages.keys().any(compiles)
}

/// Builders, scripts, and programs of other projects may compile.
fn may_compile(info: &InstructionInfo<'_>) -> bool {
    const BUILDERS: [&str; 14] = [
        "make", "cmake", "ninja", "nvcc", "gcc", "g++", "cargo", "go", "bazel", "meson", "git", "bash", "sh",
        "conda",
    ];
    let builds = |command: &Command| match command.invocation() {
        Some(found) => {
            BUILDERS.contains(&found.program)
                || found.program.ends_with(".sh")
                || found.program.ends_with(".py")
                || found.program.starts_with("python")
                    && !found.args.iter().any(|word| matches!(word.value.as_str(), "pip" | "venv"))
                || found.program == "uv"
                    && !found.args.iter().any(|word| matches!(word.value.as_str(), "pip" | "venv" | "python"))
        }
        None => true,
    };
    info.kind() == InstructionKind::Onbuild || info.commands().iter().any(builds)
}
