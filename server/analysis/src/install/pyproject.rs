//! `pyproject.toml`: what a project says it needs.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Requirement, RequirementOrigin, normalized_name};

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

/// The requirements of a project with some of its extras (normalised); `None` where the file does not
/// write them down. `origin` is where they are said to stand.
pub(crate) fn requirements(
    text: &str,
    extras: &[String],
    origin: &RequirementOrigin,
) -> Option<Vec<Requirement>> {
    let project = toml::from_str::<PyProject>(text).ok()?.project?;
    if project.dynamic.iter().any(|field| field == "dependencies") {
        return None;
    }
    let chosen =
        project.optional_dependencies.iter().filter(|(name, _)| extras.contains(&normalized_name(name)));
    let lines = project.dependencies.iter().chain(chosen.flat_map(|(_, lines)| lines));
    Some(lines.map(|line| Requirement::parse(line, origin.clone())).collect())
}

/// The folder and the extras of `./pkg[gpu]`.
pub(crate) fn folder_and_extras(path: &str) -> (&str, Vec<String>) {
    let (folder, extras) = match path.split_once('[') {
        Some((folder, extras)) => (folder, extras.trim_end_matches(']')),
        None => (path, ""),
    };
    let names = extras.split(',').filter(|name| !name.trim().is_empty());
    (folder, names.map(normalized_name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_and_extras_are_read() {
        let text = "[project]\nname = 'a'\ndependencies = ['torch>=2', 'numpy']\n\
                    [project.optional-dependencies]\nGPU = ['cupy']\ndocs = ['sphinx']\n";
        let origin = RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
        let names = |path: &str| -> Option<Vec<String>> {
            let (_, extras) = folder_and_extras(path);
            Some(requirements(text, &extras, &origin)?.into_iter().filter_map(|one| one.name).collect())
        };
        assert_eq!(names(".").as_deref(), Some(&["torch".to_owned(), "numpy".to_owned()][..]));
        assert_eq!(names(".[gpu]").map(|names| names.len()), Some(3));
        assert!(requirements("[project]\ndynamic = ['dependencies']\n", &[], &origin).is_none());
        assert!(requirements("[tool.poetry]\nname = 'a'\n", &[], &origin).is_none());
        assert_eq!(folder_and_extras("./pkg[GPU, x_y]").1, ["gpu", "x-y"]);
    }
}
