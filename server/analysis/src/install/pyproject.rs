//! `pyproject.toml`: what a project says it needs.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Requirement, RequirementOrigin, normalized_name};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct PyProject {
    project: Option<Project>,
    build_system: BuildSystem,
    tool: Tools,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct BuildSystem {
    build_backend: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tools {
    setuptools: toml::Table,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project {
    name: String,
    version: Option<String>,
    readme: Option<toml::Value>,
    dependencies: Vec<String>,
    optional_dependencies: BTreeMap<String, Vec<String>>,
    dynamic: Vec<String>,
}

/// Who a project is, and what makes its wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Normalised.
    pub name: String,
    /// `None` where it is worked out while the wheel is made.
    pub version: Option<String>,
    /// `None` stands for setuptools.
    pub backend: Option<String>,
    /// The file that the wheel's METADATA repeats.
    pub readme: Option<String>,
    /// setuptools is told to take files that are no sources.
    pub names_package_data: bool,
}

impl Identity {
    /// `None` where the file cannot be read or names no project.
    pub fn parse(text: &str) -> Option<Self> {
        let parsed = toml::from_str::<PyProject>(text).ok()?;
        let project = parsed.project.filter(|project| !project.name.is_empty())?;
        let readme = project
            .readme
            .as_ref()
            .and_then(|readme| readme.as_str().or_else(|| readme.get("file")?.as_str()).map(str::to_owned));
        Some(Self {
            name: normalized_name(&project.name),
            version: project.version,
            backend: parsed.build_system.build_backend,
            readme,
            names_package_data: parsed.tool.setuptools.contains_key("package-data"),
        })
    }
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
