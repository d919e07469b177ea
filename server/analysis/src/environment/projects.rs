//! `uv sync`, `poetry install`: a project with its lock file.

use syntax::shell::Invocation;

use super::python::{Target, finish, path, version_in};
use super::walk::Walk;
use super::{Provider, PythonInstall};
use crate::image_files::{ContextFile, context_file};
use crate::image_path::absolute;
use crate::install::lock::{self, Locked};
use crate::install::markers;
use crate::install::{
    PipInstall, PipTool, ProjectInstall, ProjectTool, Requirement, RequirementOrigin, pyproject,
};

pub(super) fn install(
    walk: &mut Walk<'_, '_>,
    index: usize,
    found: &Invocation<'_>,
    project: &ProjectInstall,
) {
    let folder = path(walk, project.folder.as_deref().unwrap_or("."));
    let target = target_of(walk, found, project, &folder);
    if let Some(root) = &target.root {
        walk.change().virtual_environments.entry(root.clone()).or_insert(target.python);
    }
    let tool = if project.tool == ProjectTool::Uv { PipTool::Uv } else { PipTool::Pip };
    let mut pip = PipInstall::empty(tool, None);
    let python = target.python;
    let lock = context_file(walk.analysis, walk.info, &absolute(Some(&folder), project.tool.lock_file()));
    let locked = lock.as_ref().and_then(|lock| requirements_of(walk, lock, project, python));
    let is_locked = locked.is_some();
    // The lock names all that is installed: nothing else is drawn in.
    pip.no_deps = is_locked;
    let requirements = locked.or_else(|| written_down(walk, &folder, project));
    let mut install = PythonInstall::new(walk, index, found.word.range, pip, target);
    install.project = Some(project.tool);
    // A project that nobody locked, or that was not found, may need more.
    install.incomplete = !is_locked;
    install.has_own_sources = !is_locked;
    install.requirements = requirements.unwrap_or_default();
    finish(walk, install);
}

/// `poetry config virtualenvs.create false`
pub(super) fn configure(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let words: Vec<&str> = found.args.iter().map(|word| word.value.as_str()).collect();
    if words.first() == Some(&"config")
        && words.windows(2).any(|pair| pair == ["virtualenvs.create", "false"])
    {
        walk.change().poetry_without_environment = true;
    }
}

/// The environment that a project's tool makes; `None` where its place is not known.
pub(super) fn environment_of(walk: &Walk<'_, '_>, tool: ProjectTool, folder: &str) -> Option<String> {
    let is_on = |name: &str| {
        walk.variable(name).is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "1" | "true"))
    };
    let own = match tool {
        ProjectTool::Uv => walk.variable("UV_PROJECT_ENVIRONMENT").unwrap_or_else(|| ".venv".to_owned()),
        ProjectTool::Poetry if is_on("POETRY_VIRTUALENVS_IN_PROJECT") => ".venv".to_owned(),
        ProjectTool::Pipenv if is_on("PIPENV_VENV_IN_PROJECT") => ".venv".to_owned(),
        ProjectTool::Pdm => ".venv".to_owned(),
        // Their cache folder, under a name made of the project's path.
        ProjectTool::Poetry | ProjectTool::Pipenv => return None,
    };
    Some(absolute(Some(folder), &own))
}

fn target_of(walk: &Walk<'_, '_>, found: &Invocation<'_>, project: &ProjectInstall, folder: &str) -> Target {
    let asked = found.option_values(&["-p", "--python"]).first().and_then(|text| version_in(text));
    let own = walk.environment.python.as_ref().map(|python| python.value);
    let makes_none = walk
        .variable("POETRY_VIRTUALENVS_CREATE")
        .is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "0" | "false"));
    let into_own = project.into_system
        || project.tool == ProjectTool::Poetry && (makes_none || walk.environment.poetry_without_environment);
    let active =
        walk.variable("VIRTUAL_ENV").filter(|root| !root.is_empty() && project.tool != ProjectTool::Uv);
    if into_own && active.is_none() {
        let provider = own.map_or(Provider::Unknown, |python| python.provider);
        let root = walk.environment.conda_prefix.clone().filter(|_| provider == Provider::Conda);
        return Target { provider, python: own.and_then(|python| python.minor), root };
    }
    let root = active.or_else(|| environment_of(walk, project.tool, folder));
    let made = root.as_ref().and_then(|root| walk.environment.virtual_environments.get(root));
    // uv takes a Python of its own where the project asks for another one.
    let inherited = own.and_then(|python| python.minor).filter(|_| project.tool != ProjectTool::Uv);
    let python = asked.or_else(|| made.copied().flatten()).or(inherited);
    Target { provider: Provider::VirtualEnvironment, python, root }
}

/// What the lock file installs here.
fn requirements_of(
    walk: &Walk<'_, '_>,
    file: &ContextFile,
    project: &ProjectInstall,
    python: Option<(u16, u16)>,
) -> Option<Vec<Requirement>> {
    let machine = match walk.analysis.inputs.options.platform.architecture.as_str() {
        "arm64" => "aarch64",
        _ => "x86_64",
    };
    let python = python.map(|(major, minor)| (u64::from(major), u64::from(minor)));
    let environment = markers::Environment { python, machine: machine.to_owned() };
    let locked = lock::packages(&file.text, project, &environment)?;
    let has = |name: &str| locked.iter().any(|package| package.name == name);
    // The parts that torch pins are torch's own business, here as with pip; other frameworks use them too.
    let only_torch =
        has("torch") && !["tensorflow", "jax", "onnxruntime-gpu", "ctranslate2"].into_iter().any(has);
    let is_part =
        |package: &Locked| only_torch && (package.name.starts_with("nvidia-") || package.name == "triton");
    let named = locked.iter().filter(|package| !is_part(package));
    Some(named.map(|package| package.requirement(&file.path)).collect())
}

/// The dependencies of a pyproject.toml without a lock file.
fn written_down(walk: &Walk<'_, '_>, folder: &str, project: &ProjectInstall) -> Option<Vec<Requirement>> {
    let file = context_file(walk.analysis, walk.info, &absolute(Some(folder), "pyproject.toml"))?;
    let origin = RequirementOrigin::File { path: file.path, range: syntax::TextRange::default() };
    pyproject::requirements(&file.text, &project.extras, &origin)
}
