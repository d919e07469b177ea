//! What a stage holds, inferred: distribution, Python, CUDA, compilers, installed packages, each with
//! the reason for which it is believed.
//!
//! One walk over the file follows FROM, ARG and ENV, the commands of each RUN and `COPY --from`. What
//! cannot be told stays `None`: rules are silent there. What a RUN did to an environment is kept for the
//! next version of the file ([`step`]).

mod base;
mod commands;
mod conda;
mod explain;
mod install;
mod projects;
mod python;
mod requests;
mod step;
mod system;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use knowledge::cuda_images::Flavor;
use knowledge::distros::Distro;
use knowledge::version::CudaVersion;

pub(crate) use conda::is_installer;
pub use explain::{Explanation, explain_stage};
pub use install::{Installer, PythonInstall, TorchIndex};

use crate::Analysis;
use crate::model::{InstructionIndex, InstructionInfo, StageIndex, note_all, note_environment};

/// A value and why it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred<T> {
    pub value: T,
    /// For people: `the tag says ubuntu22.04`.
    pub reason: String,
}

impl<T> Inferred<T> {
    pub(crate) fn new(value: T, reason: impl Into<String>) -> Self {
        Self { value, reason: reason.into() }
    }
}

/// Who provides a Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// The distribution's own `python3`.
    Distribution,
    /// Another `pythonX.Y` package beside the distribution's own, deadsnakes included.
    ExtraPackage,
    /// Built into `/usr/local`, as in the official images.
    Local,
    Conda,
    /// A virtual environment.
    VirtualEnvironment,
    /// uv's or pyenv's own builds.
    Managed,
    Unknown,
}

/// A Python interpreter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Python {
    /// `(3, 11)`; `None` where there is one of unknown version.
    pub minor: Option<(u16, u16)>,
    pub provider: Provider,
}

/// The CUDA toolkit of the file system (not that inside wheels).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cuda {
    pub version: CudaVersion,
    /// Of an nvidia/cuda image, or what amounts to it.
    pub flavor: Option<Flavor>,
}

/// A stage between two commands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    pub distro: Option<Inferred<Distro>>,
    /// What `python3` and `pip` run.
    pub python: Option<Inferred<Python>>,
    pub cuda: Option<Inferred<Cuda>>,
    pub cudnn_major: Option<Inferred<u8>>,
    /// Whether CUDA's compiler is there.
    pub nvcc: Option<Inferred<bool>>,
    /// Whether a C++ compiler is there.
    pub compiler: Option<Inferred<bool>>,
    /// Whether the base image is made for GPUs.
    pub gpu_base: Option<Inferred<bool>>,
    /// The folder of conda itself, which is also its base environment.
    pub conda_prefix: Option<String>,
    /// Virtual and conda environments that were made, with their Python.
    pub virtual_environments: BTreeMap<String, Option<(u16, u16)>>,
    /// CUDA that the installed torch was built for.
    pub torch_cuda: Option<Inferred<CudaVersion>>,
    /// Python packages by normalised name, with the version where it is known.
    pub packages: BTreeMap<String, Option<String>>,
    /// The framework that the base image was built around: it must not be replaced.
    pub base_framework: Option<Inferred<String>>,
    /// Packages that apt, dnf or apk were asked for.
    pub system_packages: BTreeSet<String>,
    /// deadsnakes was added.
    pub deadsnakes: bool,
    /// NVIDIA's package repository is there.
    pub nvidia_archive: bool,
    /// Another package archive was added: names that the release lacks may come from there.
    pub other_archives: bool,
    /// Poetry was told to make no environments of its own.
    pub poetry_without_environment: bool,
    /// The protection of the system's Python was taken away.
    pub pep668_disabled: bool,
}

impl Environment {
    /// A package manager was asked for this package.
    pub fn has_system_package(&self, name: &str) -> bool {
        self.system_packages.contains(name)
    }

    /// CUDA's major version in the file system.
    pub fn cuda_major(&self) -> Option<u16> {
        self.cuda.as_ref().map(|cuda| cuda.value.version.major)
    }

    /// nvcc is known to be missing.
    pub fn lacks_nvcc(&self) -> bool {
        self.nvcc.as_ref().is_some_and(|nvcc| !nvcc.value)
    }
}

impl Environment {
    /// Equal; environments that are handed on are most often the very same.
    pub(crate) fn same(one: &Arc<Self>, other: &Arc<Self>) -> bool {
        Arc::ptr_eq(one, other) || one == other
    }
}

/// The environment right before one command of a RUN.
#[derive(Debug, Clone)]
struct CommandState {
    instruction: InstructionIndex,
    command: usize,
    environment: Arc<Environment>,
}

/// One stage, walked through.
#[derive(Debug, Clone, Default)]
pub struct StageEnvironment {
    start: Arc<Environment>,
    end: Arc<Environment>,
    commands: Vec<CommandState>,
    /// Every install of Python packages, in order.
    pub installs: Vec<PythonInstall>,
}

impl StageEnvironment {
    /// What FROM brings.
    pub fn start(&self) -> &Environment {
        &self.start
    }

    /// What the stage leaves.
    pub fn end(&self) -> &Environment {
        &self.end
    }
}

/// The environments of all stages.
#[derive(Debug, Default)]
pub struct Environments {
    stages: Vec<StageEnvironment>,
}

impl Environments {
    pub(crate) fn of(analysis: &Analysis<'_>) -> Self {
        Self { stages: walk::stages(analysis) }
    }

    /// One stage; `None` for an index that no stage has.
    pub fn stage(&self, stage: StageIndex) -> Option<&StageEnvironment> {
        note_all();
        self.stages.get(stage)
    }

    /// Every install of Python packages in the file.
    pub fn installs(&self) -> impl Iterator<Item = &PythonInstall> {
        note_all();
        self.stages.iter().flat_map(|stage| &stage.installs)
    }

    /// The environment right before a command of an instruction.
    pub fn before(&self, info: &InstructionInfo<'_>, command: usize) -> Option<&Environment> {
        note_environment(command);
        self.shared_before(info, command).map(|environment| &**environment)
    }

    /// As [`Self::before`], not noted.
    pub(crate) fn shared_before(
        &self,
        info: &InstructionInfo<'_>,
        command: usize,
    ) -> Option<&Arc<Environment>> {
        let stage = self.stages.get(info.stage?)?;
        let key = |state: &CommandState| (state.instruction, state.command);
        let at = stage.commands.binary_search_by_key(&(info.index, command), key).ok()?;
        stage.commands.get(at).map(|state| &state.environment)
    }

    /// The environment right before an instruction.
    pub fn at(&self, info: &InstructionInfo<'_>) -> Option<&Environment> {
        note_all();
        let stage = self.stages.get(info.stage?)?;
        let next = stage.commands.partition_point(|state| state.instruction < info.index);
        Some(stage.commands.get(next).map_or(stage.end(), |state| &state.environment))
    }
}
