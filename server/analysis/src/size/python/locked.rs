//! `uv sync`, `poetry install`: the wheels that a lock file of the build context names.

use std::collections::BTreeMap;

use super::closure::Closure;
use super::pieces::{Destination, push};
use super::projects::{Project, Projects};
use super::wheel_files::with_address;
use super::{embedded, live, own_project};
use crate::facts::{FactStore, ProjectFile, PythonIndex};
use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::lock::{Locked, Wheel, packages};
use crate::install::markers::Environment;
use crate::install::{PipTool, ProjectInstall, ProjectTool};
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
            add(facts, one, environment, &mut closure);
        }
    }
    // Pipenv installs no project of its own.
    let installs_project = !install.without_project && install.tool != ProjectTool::Pipenv;
    if installs_project && install.copies_project {
        let project = own_project::at_path(walk, install.folder.as_deref().unwrap_or("."));
        match project.and_then(|project| project.package) {
            Some(package) => closure.packages.push(package),
            None => closure.notes.push("the project's own files are not counted".to_owned()),
        }
    }
    let destination = destination(walk, install, &folder);
    push(walk, closure, &destination);
    if installs_project && !install.copies_project {
        walk.push_small("link to the project", &destination.folder);
    }
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
    let own = absolute(Some(folder), &format!("{root}/lib/python{version}/site-packages"));
    Destination {
        folder: if install.into_system { walk.state.site_packages() } else { own },
        compiles: install.tool == ProjectTool::Pipenv
            || is_set("UV_COMPILE_BYTECODE")
            || (install.tool == ProjectTool::Poetry && is_set("POETRY_INSTALLER_COMPILE")),
        cache: None,
    }
}

fn add(facts: &dyn FactStore, one: &Locked, environment: &Environment, closure: &mut Closure) {
    let wheel = match &one.wheel {
        Wheel::File(file) => Some(with_address(facts, &PythonIndex::Default, &one.name, file)),
        Wheel::OnIndex => of_index(facts, one, environment),
        Wheel::Missing => {
            let why = "it has no wheel: it is built from source";
            return closure.unknown.push((one.name.clone(), why.into()));
        }
    };
    let measured = wheel.as_ref().and_then(|wheel| {
        let known = live::from_wheel(facts, &one.name, &one.version, wheel);
        known.or_else(|| live::by_length(&one.name, &one.version, wheel))
    });
    match measured.or_else(|| embedded::of_version(&one.name, &one.version)) {
        Some(package) => closure.packages.push(package),
        None => closure.unknown.push((one.name.clone(), "the size of its wheel is not known".into())),
    }
}

/// The file that pip takes for a version.
fn of_index(facts: &dyn FactStore, one: &Locked, environment: &Environment) -> Option<ProjectFile> {
    let mut projects = Projects::new(facts, vec![PythonIndex::Default], PipTool::Pip, environment);
    let Project::Known(candidates) = projects.get(&one.name) else { return None };
    let of_version = candidates.iter().find(|candidate| {
        knowledge::version::compare(&candidate.version, &one.version) == std::cmp::Ordering::Equal
    });
    of_version?.wheel.clone()
}
