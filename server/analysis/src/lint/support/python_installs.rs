//! Installs of Python packages as rules see them, and the places where a fix may write.

use knowledge::python_packages::{
    MlPackage, PythonSupport, Release, Trait, ml_package, pulls_torch, release,
};
use syntax::shell::Command;
use syntax::{TextEdit, TextRange};

use crate::Analysis;
use crate::environment::{Environment, PythonInstall};
use crate::install::{Requirement, RequirementOrigin, RequirementSource};
use crate::model::{InstructionInfo, Stage};
use crate::size::{human, tag_difference};

/// torch and the packages that PyTorch's own indexes carry beside it.
pub const TORCH_FAMILY: [&str; 3] = ["torch", "torchvision", "torchaudio"];

/// Packages without a source distribution: without a wheel that fits, pip finds nothing.
const WHEELS_ONLY: [&str; 5] = ["torch", "tensorflow", "jaxlib", "onnxruntime-gpu", "triton"];

/// The pinned release of a package without sources, where it has no wheel for the install's Python.
pub fn without_wheel(install: &PythonInstall, name: &str) -> Option<Release> {
    let (major, minor) = install.python?;
    let known = release(name, &install.version(name).filter(|_| WHEELS_ONLY.contains(&name))?)?;
    (known.supports_python(major, minor) == PythonSupport::NoWheel).then_some(known)
}

/// The installs of a stage.
pub fn installs<'e>(analysis: &'e Analysis<'_>, stage: &Stage<'_>) -> &'e [PythonInstall] {
    analysis.environments().stage(stage.index).map_or(&[], |walked| walked.installs.as_slice())
}

/// The instruction of an install.
pub fn instruction_of<'m, 'a>(
    analysis: &'m Analysis<'a>,
    install: &PythonInstall,
) -> &'m InstructionInfo<'a> {
    &analysis.model.instructions[install.instruction]
}

/// The install asks for torch, or for something that brings it.
pub fn brings_torch(install: &PythonInstall) -> Option<&Requirement> {
    if let Some(torch) = install.requirement("torch") {
        return Some(torch);
    }
    let mut requested = install.requested().filter(|_| !install.pip.no_deps);
    requested.find(|(name, _)| pulls_torch(name)).map(|(_, requirement)| requirement)
}

/// It asks for torch, torchvision and torchaudio alone.
pub fn is_torch_alone(install: &PythonInstall) -> bool {
    let is_family = |requirement: &Requirement| {
        let named = requirement.name.as_deref().is_some_and(|name| TORCH_FAMILY.contains(&name));
        named && requirement.source == RequirementSource::Index
    };
    !install.incomplete
        && install.pip.requirement_files.is_empty()
        && install.requirements.iter().all(is_family)
}

/// A requirement that is compiled with nvcc when it is installed.
pub fn compiles_cuda(install: &PythonInstall, requirement: &Requirement) -> Option<MlPackage> {
    let package = ml_package(requirement.name.as_deref()?).filter(|known| known.has(Trait::CompilesCuda))?;
    let from_source = match &requirement.source {
        RequirementSource::Url(url) => !url.split(['#', '?']).next().unwrap_or(url).ends_with(".whl"),
        RequirementSource::Path(_) => false,
        RequirementSource::Index => {
            let other_index = install.index_url.is_some()
                || !install.extra_index_urls.is_empty()
                || !install.find_links.is_empty()
                || install.pip.no_index;
            package.has(Trait::SourceOnly) && !other_index
        }
    };
    from_source.then_some(package)
}

/// Packages whose build fails without nvcc; the others build for the CPU then.
pub const NVCC_OR_NOTHING: [&str; 9] = [
    "flash-attn",
    "mamba-ssm",
    "causal-conv1d",
    "grouped-gemm",
    "tiny-cuda-nn",
    "transformer-engine",
    "pycuda",
    "natten",
    "apex",
];

/// Their builds fetch a finished wheel from the project's releases where one fits.
pub const PREBUILT_ELSEWHERE: [&str; 3] = ["flash-attn", "mamba-ssm", "causal-conv1d"];

/// Something in the environment needs more of CUDA than the driver: its libraries, or its compiler.
pub fn needs_system_cuda(environment: &Environment) -> bool {
    let package_needs = |name: &String| {
        ml_package(name).is_some_and(|known| {
            known.has(Trait::UsesSystemCuda)
                || known.has(Trait::CompilesCuda)
                || known.has(Trait::CompilesAtRunTime)
        }) || name.starts_with("cupy")
            || name.starts_with("tensorrt")
            || name.starts_with("nvidia-")
            || matches!(name.as_str(), "jax" | "jaxlib" | "numba" | "paddlepaddle-gpu" | "mxnet" | "dgl")
    };
    environment.packages.keys().any(package_needs)
}

/// The edit that replaces `old` in a requirement of the command line, where it stands there as such.
pub fn replace_in(
    analysis: &Analysis<'_>,
    install: &PythonInstall,
    requirement: &Requirement,
    old: &str,
    new: &str,
) -> Option<TextEdit> {
    let RequirementOrigin::CommandLine(_) = requirement.origin else { return None };
    let range = install.range_of(requirement);
    let text = analysis.source.slice(range);
    let at = text.find(old).filter(|_| text.matches(old).count() == 1)?;
    let start = usize::from(range.start()) + at;
    Some(TextEdit::replace(syntax::range(start, start + old.len()), new))
}

/// The edit that adds an option behind `install`.
pub fn add_option(analysis: &Analysis<'_>, install: &PythonInstall, option: &str) -> Option<TextEdit> {
    let info = instruction_of(analysis, install);
    let command = info.commands().get(install.command)?;
    let word = command.args.iter().find(|word| matches!(word.value.as_str(), "install" | "add"))?;
    Some(TextEdit::insert(word.range.at(info.start()).end(), format!(" {option}")))
}

/// The range of an option's name on the command line.
pub fn option_range(analysis: &Analysis<'_>, install: &PythonInstall, name: &str) -> Option<TextRange> {
    let info = instruction_of(analysis, install);
    let command = info.commands().get(install.command)?;
    let word = command.args.iter().find(|word| {
        word.value.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    let range = word.range.at(info.start());
    let start = usize::from(range.start());
    let written = analysis.source.slice(range).starts_with(name);
    written.then(|| syntax::range(start, start + name.len()))
}

/// An environment variable is set for a command: ENV, ARG, inline or by an earlier `export`.
pub fn sets_variable(analysis: &Analysis<'_>, install: &PythonInstall, name: &str) -> bool {
    let info = instruction_of(analysis, install);
    let upto = info.commands().get(..=install.command).unwrap_or_default();
    let assigns = |command: &Command| {
        let exported = command
            .args
            .iter()
            .any(|word| word.value.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')));
        exported || command.assignments.iter().any(|assignment| assignment.name == name)
    };
    analysis.model.binding(name, info).is_some() || upto.iter().any(assigns)
}

/// The stage becomes the image that is built, itself or as a base.
pub fn is_shipped(analysis: &Analysis<'_>, stage: &Stage<'_>) -> bool {
    analysis.model.ships(stage.index, analysis.inputs.options.target.as_deref())
}

/// ` (about 5.1 GB less)` or ` (about 40 MB more)`: what another tag of a stage's image changes on disk;
/// empty where that is not known.
pub fn price_of_tag(analysis: &Analysis<'_>, stage: &Stage<'_>, tag: &str) -> String {
    match tag_difference(analysis, stage, tag) {
        Some(0) | None => String::new(),
        Some(bytes) => {
            let direction = if bytes < 0 { "less" } else { "more" };
            format!(" (about {} {direction})", human(bytes.unsigned_abs()))
        }
    }
}
