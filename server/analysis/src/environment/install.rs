//! One install of Python packages, with all that it asks for and where it goes.

use std::sync::Arc;

use knowledge::python_packages::normalize;
use knowledge::version::CudaVersion;
use syntax::{LocalRange, TextRange, TextSize};

use super::python::Target;
use super::walk::Walk;
use super::{Environment, Provider};
use crate::install::{PipInstall, ProjectTool, Requirement, RequirementOrigin};
use crate::model::InstructionIndex;

/// Who installs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installer {
    Pip,
    Uv,
}

/// Where torch would come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TorchIndex {
    /// The default index: the CUDA build of the release.
    Default,
    /// A build of PyTorch's own index: `cpu`, `cu121`, `rocm6.0`.
    Build(String),
    /// A mirror, a folder, or an index that only adds to the default one.
    Unknown,
}

/// One `pip install`, `uv pip install`, `uv add`, `uv sync`, `poetry install`, or what conda hands to pip.
#[derive(Debug, Clone)]
pub struct PythonInstall {
    pub instruction: InstructionIndex,
    /// Index among the commands of the instruction's script.
    pub command: usize,
    pub(super) start: TextSize,
    /// As the command line says it; empty where another tool than pip or uv reads a file.
    pub pip: PipInstall,
    /// The tool that installs a project as its lock file, or else its pyproject.toml, says.
    pub project: Option<ProjectTool>,
    /// The program's word, as `pip`.
    pub program: LocalRange,
    /// Of the command line and of requirement files, in order.
    pub requirements: Vec<Requirement>,
    pub constraints: Vec<Requirement>,
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    pub find_links: Vec<String>,
    /// A file, variable or project could not be read: more may be installed.
    pub incomplete: bool,
    /// Settings of uv in a pyproject.toml may name other indexes and sources.
    pub has_own_sources: bool,
    /// A constraint file is named, read or not.
    pub is_constrained: bool,
    /// The Python that it installs for.
    pub python: Option<(u16, u16)>,
    pub provider: Provider,
    /// The folder of the virtual or conda environment that it installs into, where it is one.
    pub root: Option<String>,
    /// Right before the command.
    pub environment: Arc<Environment>,
}

impl PythonInstall {
    /// An install that asks for nothing yet.
    pub(super) fn new(
        walk: &Walk<'_, '_>,
        command: usize,
        program: LocalRange,
        pip: PipInstall,
        target: Target,
    ) -> Self {
        Self {
            instruction: walk.info.index,
            command,
            start: walk.info.start(),
            pip,
            project: None,
            program,
            requirements: Vec::new(),
            constraints: Vec::new(),
            index_url: None,
            extra_index_urls: Vec::new(),
            find_links: Vec::new(),
            incomplete: false,
            has_own_sources: false,
            is_constrained: false,
            python: target.python,
            provider: target.provider,
            root: target.root,
            environment: Arc::clone(&walk.environment),
        }
    }

    /// The requirement on a project, by any spelling of its name.
    pub fn requirement(&self, name: &str) -> Option<&Requirement> {
        let name = normalize(name);
        self.requirements.iter().find(|requirement| requirement.is(&name) && applies(requirement))
    }

    /// Requirements that apply on Linux, in order.
    pub fn requested(&self) -> impl Iterator<Item = (&str, &Requirement)> {
        let named = self.requirements.iter().filter(|requirement| applies(requirement));
        named.filter_map(|requirement| Some((requirement.name.as_deref()?, requirement)))
    }

    /// The version that is pinned, by the requirement itself or by a constraint.
    pub fn version(&self, name: &str) -> Option<String> {
        let own = self.requirement(name).and_then(Requirement::exact_version);
        let bound = self.constraints.iter().filter(|constraint| constraint.is(&normalize(name)));
        own.or_else(|| bound.filter_map(Requirement::exact_version).next())
    }

    /// The document range of a requirement, else of the program's word.
    pub fn range_of(&self, requirement: &Requirement) -> TextRange {
        match &requirement.origin {
            RequirementOrigin::CommandLine(range) => range.at(self.start),
            RequirementOrigin::File { .. } => self.program_range(),
        }
    }

    /// The document range of `pip`.
    pub fn program_range(&self) -> TextRange {
        self.program.at(self.start)
    }

    /// ` (in requirements.txt)` for a requirement of a file, else empty.
    pub fn place_of(&self, requirement: &Requirement) -> String {
        match &requirement.origin {
            RequirementOrigin::CommandLine(_) => String::new(),
            RequirementOrigin::File { path, .. } => format!(" (in {path})"),
        }
    }

    /// Who installs.
    pub fn installer(&self) -> Installer {
        match self.pip.tool {
            crate::install::PipTool::Pip => Installer::Pip,
            crate::install::PipTool::Uv => Installer::Uv,
        }
    }

    /// The build that a local version or an index of PyTorch's names.
    pub fn torch_index(&self) -> TorchIndex {
        if let Some((_, local)) = self.version("torch").as_deref().and_then(|version| version.split_once('+'))
        {
            return TorchIndex::Build(local.to_owned());
        }
        if let Some(url) = &self.index_url {
            return build_of(url).map_or(TorchIndex::Unknown, TorchIndex::Build);
        }
        let extra = self.extra_index_urls.iter().chain(&self.find_links).any(|url| url.contains("pytorch"));
        let other = !self.extra_index_urls.is_empty()
            || !self.find_links.is_empty()
            || self.pip.no_index
            || self.has_own_sources;
        if extra || other { TorchIndex::Unknown } else { TorchIndex::Default }
    }

    /// CUDA of the torch that this install brings, where the facts know it.
    pub fn torch_cuda(&self) -> Option<CudaVersion> {
        match self.torch_index() {
            TorchIndex::Default => knowledge::python_packages::torch(&self.version("torch")?)?.default_cuda,
            TorchIndex::Build(build) => CudaVersion::from_wheel_tag(&build),
            TorchIndex::Unknown => None,
        }
    }
}

/// `https://download.pytorch.org/whl/cu121` names `cu121`.
pub(crate) fn build_of(url: &str) -> Option<String> {
    let rest = url.split("download.pytorch.org/whl/").nth(1)?;
    let build = rest.trim_start_matches("nightly/").split('/').next()?;
    let known = build == "cpu" || build.starts_with("cu") || build.starts_with("rocm") || build == "xpu";
    known.then(|| build.to_owned())
}

/// A marker for another system takes a requirement out.
fn applies(requirement: &Requirement) -> bool {
    let Some(marker) = requirement.marker.as_deref() else { return true };
    let other = ["win32", "Windows", "darwin", "Darwin", "aarch64", "arm64"];
    let excluded = other.iter().any(|system| marker.contains(system)) && !marker.contains("!=");
    !excluded
}
