//! Installs that cannot come to an end: requirements that no set of versions meets.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::commands::machine;
use super::conflict::Misfit;
use super::live::indexes;
use super::projects::Projects;
use super::requests::Requests;
use super::resolver::{Problem, resolve};
use crate::Analysis;
use crate::environment::PythonInstall;
use crate::facts::{Fact, FactStore, Known, Origin, ProjectFile, PythonIndex, PythonProject, WheelMetadata};
use crate::install::markers::Environment;
use crate::install::{PipTool, Requirement, RequirementSource};
use crate::model::hashed;

/// Installs whose answers are kept from one version of a document to the next.
const KEPT: usize = 64;

/// A project of which no version fits, and why.
type Contradictions = Arc<Vec<(String, Misfit)>>;

/// Answers by what an install asks for; other facts mean another memo.
#[derive(Default)]
struct Answers(HashMap<u64, Contradictions>);

/// Projects of which no version fits what an install asks for, and why: which two requirements exclude one
/// another. Resolved over what was read before; nobody is asked, and what was not read excludes nothing.
pub(crate) fn contradictions(analysis: &Analysis<'_>, install: &PythonInstall) -> Contradictions {
    let left = analysis.inputs.memo.of_analyses();
    let key = key(install);
    let mut answers: Answers = left.take();
    let found = answers.0.get(&key).cloned().unwrap_or_else(|| Arc::new(resolved(analysis, install)));
    if answers.0.len() >= KEPT {
        answers.0.clear();
    }
    answers.0.insert(key, found.clone());
    left.leave(answers);
    found
}

/// All that the answer depends on besides facts and settings.
fn key(install: &PythonInstall) -> u64 {
    let texts = |all: &[Requirement]| all.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let pip = &install.pip;
    hashed((
        (texts(&install.requirements), texts(&install.constraints), install.python),
        (&install.index_url, &install.extra_index_urls, &install.find_links),
        (pip.tool == PipTool::Uv, pip.pre, pip.upgrade, pip.no_deps, pip.no_index),
        (&install.environment.packages, is_answerable(install)),
    ))
}

fn resolved(analysis: &Analysis<'_>, install: &PythonInstall) -> Vec<(String, Misfit)> {
    let inputs = &analysis.inputs;
    // Of Python 2 the lists of versions say too little.
    let Some((major, minor)) = install.python.filter(|(major, _)| *major >= 3) else { return Vec::new() };
    let known = Recalled(inputs.facts);
    let requests = requests(install);
    let indexes = indexes(&install.pip, &requests);
    if !is_answerable(install) || !is_read(&known, &indexes, &requests) {
        return Vec::new();
    }
    let machine = machine(&inputs.options.platform).to_owned();
    let environment = Environment { python: Some((major.into(), minor.into())), machine };
    let packages = &install.environment.packages;
    let installed = packages.iter().filter_map(|(name, version)| Some((name.clone(), version.clone()?)));
    let installed = installed.collect();
    let problem = Problem::of(&install.pip, &requests, &installed, &environment);
    let mut projects = Projects::new(&known, indexes, install.pip.tool, &environment);
    resolve(&problem, &mut projects, &known).contradictions
}

fn requests(install: &PythonInstall) -> Requests {
    Requests {
        requirements: install.requirements.clone(),
        constraints: install.constraints.clone(),
        index_url: install.index_url.clone(),
        extra_index_urls: install.extra_index_urls.clone(),
        links: install.find_links.clone(),
        ..Requests::default()
    }
}

/// All that is asked for comes from indexes, which list every version. What the image has is known by name
/// only where some install brought it: a base image may hold versions that no index has.
fn is_answerable(install: &PythonInstall) -> bool {
    let from_index = |source: &RequirementSource| *source == RequirementSource::Index;
    install.project.is_none()
        && !install.has_own_sources
        && !install.pip.no_index
        && install.environment.base_framework.is_none()
        && install.find_links.iter().all(|link| link.contains("://") && !link.starts_with("file:"))
        && install.requirements.iter().all(|requirement| from_index(&requirement.source))
}

/// Some project that is asked for was read: else there is nothing to find.
fn is_read(known: &Recalled<'_>, indexes: &[PythonIndex], requests: &Requests) -> bool {
    let names = requests.requirements.iter().filter_map(|requirement| requirement.name.as_deref());
    let is_known =
        |name: &str| indexes.iter().any(|index| matches!(known.python_project(index, name), Fact::Known(_)));
    names.into_iter().any(is_known)
}

/// What is known without a question to anybody; the rest is pending.
struct Recalled<'f>(&'f dyn FactStore);

fn answer<T>(found: Option<Arc<T>>) -> Fact<T> {
    found.map_or(Fact::Pending, |value| {
        Fact::Known(Known { value, origin: Origin::Cache, as_of: SystemTime::UNIX_EPOCH })
    })
}

impl FactStore for Recalled<'_> {
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        answer(self.0.recalled_python_project(index, name))
    }

    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        answer(self.0.recalled_wheel_metadata(file))
    }
}
