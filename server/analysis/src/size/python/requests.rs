//! What an install asks for: requirements of the command line and of files, constraints, indexes.

use std::collections::BTreeMap;

use super::closure::Package;
use super::commands::environment_of;
use super::projects::Candidate;
use super::{own_project, wheel_files};
use crate::facts::ProjectFile;
use crate::image_files::{ContextFile, context_file};
use crate::image_path::{absolute, parent};
use crate::install::{Followed, PipInstall, Requirement, RequirementSource, RequirementsFile};
use crate::size::run::Walk;

/// All that one install command asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests {
    pub requirements: Vec<Requirement>,
    /// They limit versions, and install nothing.
    pub constraints: Vec<Requirement>,
    /// The index in force, where one is named.
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    /// Pages of links to files (`--find-links` with an address).
    pub links: Vec<String>,
    /// Wheels in folders of the image (`--find-links /wheels`), as far as they are known.
    pub files: Vec<ProjectFile>,
    /// Wheels that an address or a path names, by project.
    pub direct: BTreeMap<String, Candidate>,
    /// Projects of the build context that are installed from there (`.`), as their wheels leave them.
    pub own: Vec<Package>,
    /// Projects that are linked to where they lie (`-e .`).
    pub linked: Vec<String>,
    /// Files, paths and variables that could not be read.
    pub unknown: Vec<(String, String)>,
}

/// Collects them; requirement files are looked up in the build context.
pub(super) fn collect(walk: &Walk<'_>, install: &PipInstall) -> Requests {
    let mut requests = Requests {
        requirements: install.requirements.clone(),
        index_url: install
            .index_url
            .clone()
            .or_else(|| environment(walk, &["PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"])),
        extra_index_urls: install.extra_index_urls.clone(),
        ..Requests::default()
    };
    requests.add_links(walk, &install.find_links);
    if let Some(links) = environment(walk, &["PIP_FIND_LINKS", "UV_FIND_LINKS"]) {
        requests.add_links(walk, &links.split([' ', ',']).map(str::to_owned).collect::<Vec<_>>());
    }
    if let Some(extra) = environment(walk, &["PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX"]) {
        requests.extra_index_urls.extend(extra.split_whitespace().map(str::to_owned));
    }
    if install.has_unknown_requirements {
        requests.unknown.push(("some requirements".into(), "they are not known before the build".into()));
    }
    let mut followed = Followed::default();
    for file in &install.requirement_files {
        requests.file(walk, &walk.path(file), false, &mut followed);
    }
    for file in &install.constraint_files {
        requests.file(walk, &walk.path(file), true, &mut followed);
    }
    requests.set_aside_paths(walk);
    requests
}

/// Collects what another tool hands to pip, as if it stood in a requirement file of that folder.
pub(super) fn collect_from(
    walk: &Walk<'_>,
    install: &PipInstall,
    file: RequirementsFile,
    folder: &str,
) -> Requests {
    let mut requests = collect(walk, install);
    requests.parsed(walk, file, folder, false, &mut Followed::default());
    requests.set_aside_paths(walk);
    requests
}

fn environment(walk: &Walk<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| walk.variable(name)).filter(|value| !value.is_empty())
}

impl Requests {
    fn file(&mut self, walk: &Walk<'_>, path: &str, constrains: bool, followed: &mut Followed) {
        match followed.enter(path, constrains) {
            Some(true) => {}
            Some(false) => return,
            None => {
                return self
                    .unknown
                    .push((path.to_owned(), "too many requirement files were read before".into()));
            }
        }
        if crate::image_path::file_name(path) == "pyproject.toml" && !constrains {
            return self.project_file(walk, path);
        }
        let Some(ContextFile { path: context_path, text }) =
            context_file(walk.stages.analysis, walk.info, path)
        else {
            return self.exported(walk, path, constrains);
        };
        let parsed = RequirementsFile::parse(&context_path, &text);
        self.parsed(walk, parsed, parent(path), constrains, followed);
    }

    /// Adds what a file holds that lies in a folder of the image.
    fn parsed(
        &mut self,
        walk: &Walk<'_>,
        parsed: RequirementsFile,
        folder: &str,
        constrains: bool,
        followed: &mut Followed,
    ) {
        let into = if constrains { &mut self.constraints } else { &mut self.requirements };
        into.extend(parsed.requirements);
        self.index_url = self.index_url.take().or(parsed.index_url);
        self.extra_index_urls.extend(parsed.extra_index_urls);
        self.add_links(walk, &parsed.find_links);
        for include in &parsed.includes {
            self.file(walk, &absolute(Some(folder), include), constrains, followed);
        }
        for constraint in &parsed.constraints {
            self.file(walk, &absolute(Some(folder), constraint), true, followed);
        }
    }

    /// A file that a command wrote from a lock file.
    fn exported(&mut self, walk: &Walk<'_>, path: &str, constrains: bool) {
        let environment = environment_of(walk, None);
        let locked =
            walk.state.exports.get(path).and_then(|export| {
                crate::install::lock::packages(&export.lock, &export.choice, &environment)
            });
        let Some(locked) = locked else {
            let why = "this requirement file is not in the build context";
            return self.unknown.push((path.to_owned(), why.into()));
        };
        let into = if constrains { &mut self.constraints } else { &mut self.requirements };
        into.extend(locked.iter().map(|package| package.requirement(path)));
    }

    /// uv takes a pyproject.toml in place of a requirement file.
    fn project_file(&mut self, walk: &Walk<'_>, path: &str) {
        match own_project::at_path(walk, parent(path)) {
            Some(project) => self.requirements.extend(project.requirements),
            None => self.unknown.push((path.to_owned(), "its dependencies could not be read".into())),
        }
    }

    /// Pages are asked; of folders the wheels count that earlier instructions put there.
    fn add_links(&mut self, walk: &Walk<'_>, links: &[String]) {
        for link in links {
            if link.contains("://") && !link.starts_with("file:") {
                self.links.push(link.clone());
            } else {
                let folder = walk.path(link.strip_prefix("file://").unwrap_or(link));
                self.files.extend(wheel_files::at_path(walk, &folder));
            }
        }
    }

    /// Wheels that are named themselves are kept apart. Projects of the image's own file system, and
    /// repositories, have no size on an index.
    fn set_aside_paths(&mut self, walk: &Walk<'_>) {
        let (index, other): (Vec<_>, Vec<_>) = std::mem::take(&mut self.requirements)
            .into_iter()
            .partition(|requirement| requirement.source == RequirementSource::Index);
        self.requirements = index;
        for requirement in other {
            let wheels = match &requirement.source {
                RequirementSource::Url(url) => wheel_files::at_address(url).into_iter().collect(),
                RequirementSource::Path(path) => wheel_files::at_path(walk, &walk.path(path)),
                RequirementSource::Index => Vec::new(),
            };
            if wheels.is_empty() {
                self.set_aside(walk, requirement);
            } else {
                wheels.into_iter().filter_map(wheel_files::candidate).for_each(|(name, candidate)| {
                    let named = Requirement {
                        name: Some(name.clone()),
                        specifier: format!("=={}", candidate.version),
                        source: RequirementSource::Index,
                        ..requirement.clone()
                    };
                    self.requirements.push(named);
                    self.direct.insert(name, candidate);
                });
            }
        }
    }

    fn set_aside(&mut self, walk: &Walk<'_>, requirement: Requirement) {
        let why = match &requirement.source {
            RequirementSource::Path(path) => match own_project::at_path(walk, path) {
                Some(project) => {
                    self.requirements.extend(project.requirements);
                    if requirement.editable {
                        return self.linked.push(requirement.text);
                    }
                    if let Some(package) = project.package {
                        return self.own.push(package);
                    }
                    "the project's own files"
                }
                None => "a project of the image's own files",
            },
            _ => "it is not on a package index",
        };
        self.unknown.push((requirement.text, why.into()));
    }

    /// Constraints and pins on a project.
    pub fn specifiers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        let all = self.requirements.iter().chain(&self.constraints);
        all.filter(move |requirement| requirement.is(name)).map(|requirement| requirement.specifier.as_str())
    }

    /// The CUDA build, or `cpu`, that an index of PyTorch's serves: `cu118`.
    pub fn torch_build(&self) -> Option<&str> {
        let urls = self.index_url.iter().chain(&self.extra_index_urls);
        urls.filter_map(|url| url.split("download.pytorch.org/whl/").nth(1))
            .map(|rest| rest.trim_start_matches("nightly/").split('/').next().unwrap_or_default())
            .find(|build| *build == "cpu" || build.starts_with("cu") || build.starts_with("rocm"))
    }
}
