//! Projects on the indexes in force: their versions, newest first, each with the file that pip takes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use knowledge::version::{compare, is_prerelease, satisfies};

use crate::facts::{Fact, FactStore, ProjectFile, PythonIndex, PythonProject, Unavailable};
use crate::install::markers::Environment;
use crate::install::wheel_name::{WheelName, source_version};
use crate::install::{PipTool, normalized_name};

/// One version of a project that can be installed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub version: String,
    /// `None`: there is a source archive only.
    pub wheel: Option<ProjectFile>,
    pub yanked: bool,
}

/// Those of one project, newest first.
pub(super) type Candidates = Arc<[Arc<Candidate>]>;

/// What the indexes say about a project.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Project {
    Known(Candidates),
    Pending,
    Unavailable(Unavailable),
}

/// Asks the indexes, and remembers within one resolution.
pub(super) struct Projects<'f> {
    facts: &'f dyn FactStore,
    /// In order of preference for uv; pip takes the best of all.
    indexes: Vec<PythonIndex>,
    tool: PipTool,
    environment: &'f Environment,
    /// Files that lie beside the indexes: wheels in a folder.
    files: Vec<ProjectFile>,
    known: BTreeMap<String, Project>,
    /// Indexes that gave no answer about a project that another one has, and why.
    silent: BTreeMap<String, String>,
}

impl<'f> Projects<'f> {
    pub fn new(
        facts: &'f dyn FactStore,
        indexes: Vec<PythonIndex>,
        tool: PipTool,
        environment: &'f Environment,
    ) -> Self {
        Self {
            facts,
            indexes,
            tool,
            environment,
            files: Vec::new(),
            known: BTreeMap::new(),
            silent: BTreeMap::new(),
        }
    }

    /// Offers files that lie beside the indexes, too.
    pub fn with_files(self, files: &[ProjectFile]) -> Self {
        Self { files: files.to_vec(), ..self }
    }

    pub fn get(&mut self, name: &str) -> &Project {
        if !self.known.contains_key(name) {
            let (project, silent) = self.ask(name);
            if let (Project::Known(_), Some(silent)) = (&project, silent) {
                self.silent.insert(name.to_owned(), silent);
            }
            self.known.insert(name.to_owned(), project);
        }
        &self.known[name]
    }

    /// The index that gave no answer about a project that another one has: it may have other versions.
    pub fn silent(&self, name: &str) -> Option<&str> {
        self.silent.get(name).map(String::as_str)
    }

    /// All of these.
    pub fn silent_indexes(&self) -> BTreeSet<&str> {
        self.silent.values().map(String::as_str).collect()
    }

    fn ask(&self, name: &str) -> (Project, Option<String>) {
        let of_files = |files: &[ProjectFile]| -> Option<Candidates> {
            let own: Vec<&ProjectFile> = files.iter().filter(|file| is_of(file, name)).collect();
            (!own.is_empty()).then(|| candidates(name, &own, self.environment))
        };
        let mut lists: Vec<Candidates> = of_files(&self.files).into_iter().collect();
        let mut missing = Unavailable::NotFound;
        let mut silent = None;
        for index in &self.indexes {
            let links = matches!(index, PythonIndex::Links(_));
            match self.facts.python_project(index, if links { "" } else { name }) {
                Fact::Known(known) if links => lists.extend(of_files(&known.value.files)),
                Fact::Known(known) => {
                    lists.push(candidates_of(&known.value, name, self.environment));
                    // uv stops at the first index that has the project.
                    if self.tool == PipTool::Uv {
                        break;
                    }
                }
                Fact::Pending => return (Project::Pending, None),
                Fact::Unavailable(Unavailable::NotFound) => {}
                Fact::Unavailable(why) => {
                    silent = Some(format!("{} ({why})", label(index)));
                    missing = why;
                }
            }
        }
        let project = match lists.is_empty() {
            true => Project::Unavailable(missing),
            false => Project::Known(merged(lists, self.environment)),
        };
        (project, silent)
    }
}

/// An index as people are told of it: without a name and password.
fn label(index: &PythonIndex) -> String {
    match index {
        PythonIndex::Default => "the default index".to_owned(),
        PythonIndex::Url(url) | PythonIndex::Links(url) => {
            let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            authority.rsplit('@').next().unwrap_or(authority).to_owned()
        }
    }
}

/// A page of links holds the files of many projects.
fn is_of(file: &ProjectFile, name: &str) -> bool {
    match WheelName::parse(&file.filename) {
        Some(wheel) => normalized_name(wheel.name) == name,
        None => source_version(&file.filename, name).is_some(),
    }
}

/// A wheel and how much pip likes it.
type Ranked<'f> = ((u32, u32), &'f ProjectFile);

/// The candidates of all files of a project, sorted out once for each environment.
fn candidates_of(project: &PythonProject, name: &str, environment: &Environment) -> Candidates {
    let kept = project.derived.find_or(
        |(project, of, _): &(String, Environment, Candidates)| project == name && of == environment,
        || {
            let files: Vec<&ProjectFile> = project.files.iter().collect();
            (name.to_owned(), environment.clone(), candidates(name, &files, environment))
        },
    );
    Arc::clone(&kept.2)
}

/// Groups the files by version; what does not fit the stage's Python and platform is left out.
fn candidates(name: &str, files: &[&ProjectFile], environment: &Environment) -> Candidates {
    let mut by_version: BTreeMap<&str, (Option<Ranked<'_>>, bool)> = BTreeMap::new();
    for file in files.iter().filter(|file| python_fits(file, environment)) {
        if let Some(wheel) = WheelName::parse(&file.filename) {
            let Some(rank) = wheel.rank(environment) else { continue };
            let slot = by_version.entry(wheel.version).or_insert((None, file.yanked));
            if slot.0.is_none_or(|(best, _)| rank > best) {
                *slot = (Some((rank, file)), file.yanked);
            }
        } else if let Some(version) = source_version(&file.filename, name) {
            by_version.entry(version).or_insert((None, file.yanked));
        }
    }
    let found = by_version.into_iter().map(|(version, (wheel, yanked))| {
        let wheel = wheel.map(|(_, file)| file.clone());
        Arc::new(Candidate { version: version.to_owned(), wheel, yanked })
    });
    newest_first(found.collect())
}

/// Of each version the candidate that pip likes best; of equals the first list's, as if their files had been
/// in one list.
fn merged(mut lists: Vec<Candidates>, environment: &Environment) -> Candidates {
    if lists.len() == 1 {
        return lists.remove(0);
    }
    let rank = |candidate: &Candidate| {
        let wheel = candidate.wheel.as_ref().and_then(|file| WheelName::parse(&file.filename));
        wheel.and_then(|wheel| wheel.rank(environment))
    };
    let mut by_version: BTreeMap<&str, &Arc<Candidate>> = BTreeMap::new();
    for candidate in lists.iter().flat_map(|list| list.iter()) {
        let slot = by_version.entry(&candidate.version).or_insert(candidate);
        if rank(candidate) > rank(slot) {
            *slot = candidate;
        }
    }
    newest_first(by_version.into_values().cloned().collect())
}

fn newest_first(mut candidates: Vec<Arc<Candidate>>) -> Candidates {
    candidates.sort_by(|a, b| compare(&b.version, &a.version));
    candidates.into()
}

fn python_fits(file: &ProjectFile, environment: &Environment) -> bool {
    match (&file.requires_python, environment.python) {
        // The patch number is not known; the series' last one stands for all.
        (Some(requires), Some((major, minor))) => satisfies(&format!("{major}.{minor}.99"), requires),
        _ => true,
    }
}

/// The candidates that satisfy all specifiers in the order in which pip tries them, the newest first:
/// pre-releases only where a specifier names one or nothing else fits, yanked ones only by an exact pin.
pub(super) fn fitting<'c>(
    candidates: &'c [Arc<Candidate>],
    specifiers: &'c [&'c str],
    accepts_prereleases: bool,
) -> impl Iterator<Item = &'c Arc<Candidate>> {
    let fits = move |candidate: &&Arc<Candidate>| {
        specifiers.iter().all(|all| satisfies(&candidate.version, all))
            && (!candidate.yanked || is_pinned(&candidate.version, specifiers))
    };
    let accepts = accepts_prereleases || names_prerelease(specifiers);
    let is_offered = move |candidate: &&Arc<Candidate>| accepts || !is_prerelease(&candidate.version);
    let mut best = candidates.iter().filter(is_offered).filter(fits).peekable();
    let rest = if best.peek().is_none() && !accepts { candidates } else { &[] };
    best.chain(rest.iter().filter(fits))
}

fn names_prerelease(specifiers: &[&str]) -> bool {
    specifiers.iter().flat_map(|all| all.split(',')).any(|one| {
        let bound = one.trim_start_matches(['=', '<', '>', '~', '!', ' ']);
        !one.trim_start().starts_with("!=") && is_prerelease(bound)
    })
}

/// Some specifier is an exact pin of this version.
fn is_pinned(version: &str, specifiers: &[&str]) -> bool {
    specifiers.iter().flat_map(|all| all.split(',')).any(|one| {
        let pin = one.trim().strip_prefix("==").filter(|pin| !pin.ends_with('*'));
        let public = version.split('+').next().unwrap_or(version);
        pin.is_some_and(|pin| compare(pin.trim_start_matches('='), public) == Ordering::Equal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(version: &str, yanked: bool) -> Candidate {
        Candidate { version: version.into(), wheel: None, yanked }
    }

    #[test]
    fn lists_of_several_indexes_are_as_one() {
        let environment = Environment { python: Some((3, 11)), machine: "x86_64".into() };
        let file = |filename: &str, yanked: bool| ProjectFile {
            filename: filename.to_owned(),
            yanked,
            ..ProjectFile::default()
        };
        let files = [
            file("a-1.0-py3-none-any.whl", false),
            file("a-1.1.tar.gz", false),
            file("a-1.2-cp311-cp311-manylinux_2_17_x86_64.whl", true),
            file("a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", true),
            file("a-1.1-py3-none-any.whl", true),
            file("a-1.2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", false),
            file("a-1.10-py3-none-any.whl", false),
        ];
        let all: Vec<&ProjectFile> = files.iter().collect();
        let whole = candidates("a", &all, &environment);
        for at in 0..=all.len() {
            let lists = [&all[..at], &all[at..]].map(|part| candidates("a", part, &environment));
            assert_eq!(merged(lists.to_vec(), &environment), whole, "split at {at}");
        }
        let versions: Vec<&str> = whole.iter().map(|one| one.version.as_str()).collect();
        assert_eq!(versions, ["1.10", "1.2", "1.1", "1.0"]);
    }

    #[test]
    fn pip_s_choice() {
        let all = [
            candidate("2.1.0rc1", false),
            candidate("2.0.1", true),
            candidate("2.0.0", false),
            candidate("1.9.0+cu118", false),
            candidate("1.8", false),
        ]
        .map(Arc::new);
        for (specifiers, pre, expected) in [
            (&[""][..], false, Some("2.0.0")),
            (&[""], true, Some("2.1.0rc1")),
            (&[">=2.1.0rc1"], false, Some("2.1.0rc1")),
            (&["==2.0.1"], false, Some("2.0.1")),
            (&["<2", ">=1"], false, Some("1.9.0+cu118")),
            (&["==1.9.0"], false, Some("1.9.0+cu118")),
            (&["==1.9.0+cu118"], false, Some("1.9.0+cu118")),
            (&[">3"], false, None),
        ] {
            let found = fitting(&all, specifiers, pre).next().map(|found| found.version.as_str());
            assert_eq!(found, expected, "{specifiers:?}");
        }
        let in_order: Vec<&str> = fitting(&all, &["<2"], false).map(|one| one.version.as_str()).collect();
        assert_eq!(in_order, ["1.9.0+cu118", "1.8"]);
    }
}
