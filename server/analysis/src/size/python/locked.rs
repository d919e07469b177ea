//! `uv sync`, `poetry install`: the wheels that a lock file of the build context names.

use std::collections::BTreeMap;

use super::closure::{Closure, Package};
use super::lock::{Locked, packages};
use super::markers::Environment;
use super::pieces::{Destination, push};
use super::{embedded, live};
use crate::facts::{Fact, FactStore, ProjectFile, PythonIndex};
use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::{ProjectInstall, ProjectTool};
use crate::size::bytes::Confidence;
use crate::size::bytes::Estimate;
use crate::size::constants::python;
use crate::size::run::{Effect, Walk};

/// Adds what a project's lock file installs.
pub(super) fn install(walk: &mut Walk<'_>, install: &ProjectInstall, environment: &Environment) -> Effect {
    let folder = walk.path(install.folder.as_deref().unwrap_or("."));
    let lock = absolute(Some(&folder), install.tool.lock_file());
    let Some(file) = context_file(walk.stages.analysis, walk.info, &lock) else {
        return Effect::Unknown("its lock file is not in the build context");
    };
    let Some(locked) = packages(&file.text, install, environment) else {
        return Effect::Unknown("its lock file could not be read");
    };
    let facts = walk.stages.analysis.inputs.facts;
    let mut closure = Closure::default();
    for one in &locked {
        if !is_installed(&walk.state.python.installed, one) {
            add(facts, one, &mut closure);
        }
    }
    if !install.without_project {
        closure.notes.push("the project's own files are not counted".to_owned());
    }
    push(walk, closure, &destination(walk, install, &folder));
    Effect::Known
}

fn is_installed(installed: &BTreeMap<String, String>, one: &Locked) -> bool {
    installed.get(&one.name) == Some(&one.version)
}

/// uv makes `.venv` in the project; Poetry keeps environments in its cache folder.
fn destination(walk: &Walk<'_>, install: &ProjectInstall, folder: &str) -> Destination {
    let is_set =
        |name: &str| walk.variable(name).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    let root = match install.tool {
        ProjectTool::Uv => walk.variable("UV_PROJECT_ENVIRONMENT").unwrap_or_else(|| ".venv".into()),
        _ => ".venv".into(),
    };
    let version =
        walk.state.python.version.map_or("3".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    Destination {
        folder: absolute(Some(folder), &format!("{root}/lib/python{version}/site-packages")),
        compiles: is_set("UV_COMPILE_BYTECODE")
            || (install.tool == ProjectTool::Poetry && is_set("POETRY_INSTALLER_COMPILE")),
        cache: None,
    }
}

fn add(facts: &dyn FactStore, one: &Locked, closure: &mut Closure) {
    let Some(wheel) = &one.wheel else {
        closure.unknown.push((one.name.clone(), "it has no wheel: it is built from source".into()));
        return;
    };
    let wheel = with_address(facts, &one.name, wheel);
    match live::from_wheel(facts, &one.name, &one.version, &wheel).or_else(|| by_size(one, &wheel)) {
        Some(package) => closure.packages.push(package),
        None => closure.unknown.push((one.name.clone(), "the size of its wheel is not known".into())),
    }
}

/// The file on the index, where the lock gives its name alone.
fn with_address(facts: &dyn FactStore, name: &str, wheel: &ProjectFile) -> ProjectFile {
    if !wheel.url.is_empty() {
        return wheel.clone();
    }
    let project = match facts.python_project(&PythonIndex::Default, name) {
        Fact::Known(known) => known.value,
        _ => return wheel.clone(),
    };
    project.files.iter().find(|file| file.filename == wheel.filename).unwrap_or(wheel).clone()
}

/// From the length of the wheel, which the lock tells.
fn by_size(one: &Locked, wheel: &ProjectFile) -> Option<Package> {
    let factor = python::WHEEL_EXPANSION;
    let files = Estimate::exact(wheel.bytes?).scaled(factor.low, factor.best, factor.high);
    let files = Estimate { confidence: Confidence::Estimated, ..files };
    let source = "the wheel's length in the lock file".to_owned();
    Some(embedded::package(&one.name, &one.version, files, wheel.bytes, source))
}
