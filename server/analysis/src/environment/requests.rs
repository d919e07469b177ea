//! Requirement and constraint files of an install, from the build context.

use syntax::TextRange;

use super::python::path;
use super::walk::Walk;
use super::{Installer, PythonInstall};
use crate::image_files::{ContextFile, context_file};
use crate::image_path::{absolute, file_name, parent};
use crate::install::{Followed, RequirementOrigin, RequirementSource, RequirementsFile, pyproject};

/// Reads the files that the command names into the install.
pub(super) fn collect_files(walk: &Walk<'_, '_>, install: &mut PythonInstall) {
    let mut followed = Followed::default();
    for file in install.pip.requirement_files.clone() {
        read_file(walk, install, &path(walk, &file), false, &mut followed);
    }
    for file in install.pip.constraint_files.clone() {
        read_file(walk, install, &path(walk, &file), true, &mut followed);
    }
    let projects = install.requirements.iter().filter_map(|requirement| match &requirement.source {
        RequirementSource::Path(path) => Some(path.clone()),
        _ => None,
    });
    for project in projects.collect::<Vec<_>>() {
        read_project(walk, install, &project);
    }
}

/// `pip install .[gpu]`: what the project's pyproject.toml asks for.
fn read_project(walk: &Walk<'_, '_>, install: &mut PythonInstall, project: &str) {
    let (folder, extras) = pyproject::folder_and_extras(project);
    let found = context_file(walk.analysis, walk.info, &path(walk, &format!("{folder}/pyproject.toml")));
    let is_uv = install.installer() == Installer::Uv;
    install.has_own_sources |= is_uv && found.as_ref().is_some_and(|file| file.text.contains("[tool.uv"));
    let needed = found.and_then(|file| {
        let origin = RequirementOrigin::File { path: file.path, range: TextRange::default() };
        pyproject::requirements(&file.text, &extras, &origin)
    });
    match needed {
        Some(needed) if !install.pip.no_deps => install.requirements.extend(needed),
        Some(_) => {}
        None => install.incomplete = true,
    }
}

fn read_file(
    walk: &Walk<'_, '_>,
    install: &mut PythonInstall,
    path: &str,
    constrains: bool,
    followed: &mut Followed,
) {
    let is_new = followed.enter(path, constrains);
    install.incomplete |= is_new.is_none() && !constrains;
    if is_new != Some(true) {
        return;
    }
    if file_name(path) == "pyproject.toml" && !constrains {
        return read_project(walk, install, parent(path));
    }
    let Some(ContextFile { path: context_path, text }) = context_file(walk.analysis, walk.info, path) else {
        install.incomplete |= !constrains;
        return;
    };
    let parsed = RequirementsFile::parse(&context_path, &text);
    add(walk, install, path, parsed, constrains, followed);
}

/// Adds a file that was read already, with what it includes.
pub(super) fn take_file(
    walk: &Walk<'_, '_>,
    install: &mut PythonInstall,
    path: &str,
    parsed: RequirementsFile,
) {
    add(walk, install, path, parsed, false, &mut Followed::default());
}

fn add(
    walk: &Walk<'_, '_>,
    install: &mut PythonInstall,
    path: &str,
    parsed: RequirementsFile,
    constrains: bool,
    followed: &mut Followed,
) {
    let into = if constrains { &mut install.constraints } else { &mut install.requirements };
    into.extend(parsed.requirements);
    install.index_url = install.index_url.take().or(parsed.index_url);
    install.extra_index_urls.extend(parsed.extra_index_urls);
    install.find_links.extend(parsed.find_links);
    install.is_constrained |= !parsed.constraints.is_empty();
    let folder = parent(path).to_owned();
    for include in &parsed.includes {
        read_file(walk, install, &absolute(Some(&folder), include), constrains, followed);
    }
    for constraint in &parsed.constraints {
        read_file(walk, install, &absolute(Some(&folder), constraint), true, followed);
    }
}
