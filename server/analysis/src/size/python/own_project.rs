//! `pip install .`: the requirements of a project whose pyproject.toml is in the build context.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::{Requirement, RequirementOrigin, normalized_name};
use crate::size::run::Walk;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PyProject {
    project: Option<Project>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project {
    dependencies: Vec<String>,
    optional_dependencies: BTreeMap<String, Vec<String>>,
    dynamic: Vec<String>,
}

/// The requirements of the project at a path such as `.` or `./pkg[gpu]`; `None` where they are not
/// written down in a pyproject.toml of the build context.
pub(super) fn requirements(walk: &Walk<'_>, path: &str) -> Option<Vec<Requirement>> {
    let (folder, extras) = match path.split_once('[') {
        Some((folder, extras)) => (folder, extras.trim_end_matches(']')),
        None => (path, ""),
    };
    let file = absolute(Some(&walk.path(folder)), "pyproject.toml");
    let file = context_file(walk.stages.analysis, walk.info, &file)?;
    read(&file.text, &extras.split(',').map(normalized_name).collect::<Vec<_>>())
}

fn read(text: &str, extras: &[String]) -> Option<Vec<Requirement>> {
    let project = toml::from_str::<PyProject>(text).ok()?.project?;
    if project.dynamic.iter().any(|field| field == "dependencies") {
        return None;
    }
    let chosen =
        project.optional_dependencies.iter().filter(|(name, _)| extras.contains(&normalized_name(name)));
    let lines = project.dependencies.iter().chain(chosen.flat_map(|(_, lines)| lines));
    let origin = || RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
    Some(lines.map(|line| Requirement::parse(line, origin())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_and_extras_are_read() {
        let text = "[project]\nname = 'a'\ndependencies = ['torch>=2', 'numpy']\n\
                    [project.optional-dependencies]\nGPU = ['cupy']\ndocs = ['sphinx']\n";
        let names = |extras: &[&str]| -> Option<Vec<String>> {
            let extras: Vec<String> = extras.iter().map(|extra| normalized_name(extra)).collect();
            Some(read(text, &extras)?.into_iter().filter_map(|one| one.name).collect())
        };
        assert_eq!(names(&[]).as_deref(), Some(&["torch".to_owned(), "numpy".to_owned()][..]));
        assert_eq!(names(&["gpu"]).map(|names| names.len()), Some(3));
        assert!(read("[project]\ndynamic = ['dependencies']\n", &[]).is_none());
        assert!(read("[tool.poetry]\nname = 'a'\n", &[]).is_none());
    }
}
