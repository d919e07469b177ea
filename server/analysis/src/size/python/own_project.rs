//! `pip install .`: a project whose pyproject.toml is in the build context.

use super::closure::Package;
use super::own_files;
use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::{Requirement, RequirementOrigin, pyproject};
use crate::size::run::Walk;

/// What a project brings that is installed from a path such as `.` or `./pkg[gpu]`.
pub(super) struct OwnProject {
    pub requirements: Vec<Requirement>,
    /// Its own files, where they can be told before the wheel is made.
    pub package: Option<Package>,
}

/// The project at a path; `None` where its requirements are not written down in a pyproject.toml of the build
/// context.
pub(super) fn at_path(walk: &Walk<'_>, path: &str) -> Option<OwnProject> {
    let (folder, extras) = pyproject::folder_and_extras(path);
    let file = absolute(Some(&walk.path(folder)), "pyproject.toml");
    let file = context_file(walk.stages.analysis, walk.info, &file)?;
    let origin = RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
    let requirements = pyproject::requirements(&file.text, &extras, &origin)?;
    Some(OwnProject { requirements, package: own_files::package(walk, folder, &file) })
}
