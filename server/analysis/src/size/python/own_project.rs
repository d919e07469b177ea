//! `pip install .`: the requirements of a project whose pyproject.toml is in the build context.

use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::{Requirement, RequirementOrigin, pyproject};
use crate::size::run::Walk;

/// The requirements of the project at a path such as `.` or `./pkg[gpu]`; `None` where they are not
/// written down in a pyproject.toml of the build context.
pub(super) fn requirements(walk: &Walk<'_>, path: &str) -> Option<Vec<Requirement>> {
    let (folder, extras) = pyproject::folder_and_extras(path);
    let file = absolute(Some(&walk.path(folder)), "pyproject.toml");
    let file = context_file(walk.stages.analysis, walk.info, &file)?;
    let origin = RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
    pyproject::requirements(&file.text, &extras, &origin)
}
