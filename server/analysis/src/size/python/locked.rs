//! `uv sync`, `poetry install`: the wheels that a lock file of the build context names.

use std::collections::BTreeMap;

use super::closure::Closure;
use super::live;
use super::lock::{Locked, packages};
use super::markers::Environment;
use super::pieces::{Destination, push};
use super::wheel_files::with_address;
use crate::facts::{FactStore, PythonIndex};
use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::{ProjectInstall, ProjectTool};
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
    let wheel = with_address(facts, &PythonIndex::Default, &one.name, wheel);
    let known = live::from_wheel(facts, &one.name, &one.version, &wheel);
    match known.or_else(|| live::by_length(&one.name, &one.version, &wheel)) {
        Some(package) => closure.packages.push(package),
        None => closure.unknown.push((one.name.clone(), "the size of its wheel is not known".into())),
    }
}
