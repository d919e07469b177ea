//! Requirement and constraint files of an install, from the build context.

use super::PythonInstall;
use super::python::path;
use super::walk::Walk;
use crate::image_files::{ContextFile, context_file};
use crate::image_path::{absolute, parent};
use crate::install::{Requirement, RequirementSource, RequirementsFile};

/// Requirement files that include one another are followed this deep.
const MAX_INCLUDES: usize = 8;

/// Reads the files that the command names into the install.
pub(super) fn collect_files(walk: &Walk<'_, '_>, install: &mut PythonInstall) {
    for file in install.pip.requirement_files.clone() {
        read_file(walk, install, &path(walk, &file), false, MAX_INCLUDES);
    }
    for file in install.pip.constraint_files.clone() {
        read_file(walk, install, &path(walk, &file), true, MAX_INCLUDES);
    }
    let is_project = |requirement: &Requirement| matches!(requirement.source, RequirementSource::Path(_));
    install.incomplete |= install.requirements.iter().any(is_project);
}

fn read_file(walk: &Walk<'_, '_>, install: &mut PythonInstall, path: &str, constrains: bool, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Some(ContextFile { path: context_path, text }) = context_file(walk.analysis, walk.info, path) else {
        install.incomplete |= !constrains;
        return;
    };
    let parsed = RequirementsFile::parse(&context_path, &text);
    let into = if constrains { &mut install.constraints } else { &mut install.requirements };
    into.extend(parsed.requirements);
    install.index_url = install.index_url.take().or(parsed.index_url);
    install.extra_index_urls.extend(parsed.extra_index_urls);
    install.is_constrained |= !parsed.constraints.is_empty();
    let folder = parent(path).to_owned();
    for include in &parsed.includes {
        read_file(walk, install, &absolute(Some(&folder), include), constrains, depth);
    }
    for constraint in &parsed.constraints {
        read_file(walk, install, &absolute(Some(&folder), constraint), true, depth);
    }
}
