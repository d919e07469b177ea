//! What may be pinned and what a pin needs, as far as the indexes have said.

use std::collections::BTreeMap;
use std::sync::Arc;

use knowledge::version::satisfies;

use super::conflict::{Asker, Demand, Misfit, explain};
use super::criteria::{Criteria, Key};
use super::projects::{Candidate, Candidates, Project, Projects, fitting};
use super::resolver::{Problem, Resolution, describe};
use crate::facts::{Fact, FactStore, Unavailable, WheelMetadata};
use crate::install::{Requirement, RequirementOrigin};

/// What is chosen for a key.
#[derive(Debug, Clone)]
pub(super) enum Pin {
    Chosen(Arc<Candidate>),
    /// The version that the image has.
    Installed(String),
    /// The index does not say; everything may be so.
    Unknown,
}

impl Pin {
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Chosen(candidate) => Some(&candidate.version),
            Self::Installed(version) => Some(version),
            Self::Unknown => None,
        }
    }
}

/// No version of a key meets these demands.
pub(super) struct Conflict {
    pub key: Key,
    pub demands: Vec<Demand>,
}

/// What is known of a project.
enum Known {
    Candidates(Candidates),
    Unknown,
}

/// Answers the search's questions, and notes what could not be answered.
pub(super) struct Supply<'p, 'f> {
    pub problem: &'p Problem<'p>,
    projects: &'p mut Projects<'f>,
    facts: &'p dyn FactStore,
    /// Projects for which nothing fits, and why: they are left out.
    pub left_out: BTreeMap<String, Misfit>,
    /// Requirements by project and version.
    requires: BTreeMap<(String, String), Arc<Vec<Requirement>>>,
    pub noted: Resolution,
}

impl<'p, 'f> Supply<'p, 'f> {
    pub fn new(problem: &'p Problem<'p>, projects: &'p mut Projects<'f>, facts: &'p dyn FactStore) -> Self {
        let (left_out, requires) = (BTreeMap::new(), BTreeMap::new());
        Self { problem, projects, facts, left_out, requires, noted: Resolution::default() }
    }

    /// Forgets what was noted: the search begins anew.
    pub fn restart(&mut self) {
        self.noted = Resolution::default();
        self.requires.clear();
    }

    pub fn applies(&self, requirement: &Requirement, extras: &[String]) -> bool {
        let marker = requirement.marker.as_deref();
        marker.is_none_or(|marker| self.problem.environment.satisfies(marker, extras))
    }

    /// Asks for the metadata of versions that are likely to be tried, where they are.
    pub fn look_ahead(&self, options: &[Pin], are_likely: bool) {
        for option in options.iter().filter(|_| are_likely) {
            if let Pin::Chosen(candidate) = option
                && let Some(wheel) = candidate.wheel.as_ref().filter(|wheel| !wheel.url.is_empty())
            {
                let _ = self.facts.wheel_metadata(wheel);
            }
        }
    }

    /// What a pin needs, where the index says.
    pub fn dependencies(&mut self, key: &Key, pin: &Pin) -> Vec<Requirement> {
        let Pin::Chosen(candidate) = pin else { return Vec::new() };
        let extras = key.extras();
        let all = self.requirements_of(key.name(), candidate);
        let own = all.iter().filter(|one| self.applies(one, &extras)).cloned();
        let mut needed: Vec<Requirement> = own.collect();
        if key.has_extras() {
            needed.insert(0, parse(&format!("{}==={}", key.name(), candidate.version)));
        }
        needed
    }

    fn requirements_of(&mut self, name: &str, candidate: &Candidate) -> Arc<Vec<Requirement>> {
        let none = || Arc::new(Vec::new());
        let Some(file) = candidate.wheel.as_ref().filter(|_| !self.problem.no_deps) else { return none() };
        let key = (name.to_owned(), candidate.version.clone());
        if let Some(known) = self.requires.get(&key) {
            return known.clone();
        }
        let found = match self.facts.wheel_metadata(file) {
            _ if file.url.is_empty() => Err("the wheel is a file of the image".to_owned()),
            Fact::Known(known) => Ok(requirements(&known.value)),
            Fact::Pending => {
                self.noted.pending = true;
                Ok(none())
            }
            Fact::Unavailable(why) => {
                self.noted.offline |= why == Unavailable::Offline;
                Err(why.to_string())
            }
        };
        let found = found.unwrap_or_else(|why| {
            self.noted.failures.push((format!("dependencies of {name}"), why));
            none()
        });
        self.requires.insert(key, found.clone());
        found
    }

    /// The project, where the index has it and something may fit.
    fn project(&mut self, key: &Key, criteria: &Criteria) -> Known {
        let name = key.name();
        if self.left_out.contains_key(name) {
            return Known::Unknown;
        }
        if let Some(only) = self.problem.direct.get(name) {
            return Known::Candidates(Arc::from([Arc::new(only.clone())]));
        }
        match self.projects.get(name) {
            Project::Known(candidates) => Known::Candidates(candidates.clone()),
            Project::Pending => {
                self.noted.pending = true;
                Known::Unknown
            }
            // A version that needs what does not exist cannot be had; what the user names is told.
            Project::Unavailable(Unavailable::NotFound)
                if !criteria.demands(key).any(|demand| demand.by == Asker::User) =>
            {
                Known::Candidates(Arc::from([]))
            }
            Project::Unavailable(why) => {
                let why = why.clone();
                self.noted.offline |= why == Unavailable::Offline;
                if let Unavailable::Failed(why) = &why {
                    self.noted.index_failure = Some(why.clone());
                }
                self.noted.failures.push((name.to_owned(), describe(name, &why)));
                Known::Unknown
            }
        }
    }

    /// What may be pinned for a key, the best first: `count` of them, after the first `from`.
    pub fn options(&mut self, criteria: &Criteria, key: &Key, from: usize, count: usize) -> Vec<Pin> {
        let installed = self.installed(criteria, key).into_iter();
        match self.project_unless(installed.len() > 0, key, criteria) {
            Known::Unknown => installed.chain([Pin::Unknown]).skip(from).take(count).collect(),
            Known::Candidates(candidates) => {
                let specifiers = specifiers(criteria, key);
                let fits = fitting(&candidates, &specifiers, self.problem.prereleases);
                let fits = fits.filter(|one| !criteria.is_refused(key, &one.version));
                let mut fits = installed.chain(fits.cloned().map(Pin::Chosen)).peekable();
                let stand_in = fits.peek().is_none().then(|| self.stand_in(criteria, key, &candidates));
                fits.chain(stand_in.flatten()).skip(from).take(count).collect()
            }
        }
    }

    /// The best that may be pinned.
    pub fn first_option(&mut self, criteria: &Criteria, key: &Key) -> Option<Pin> {
        if let Some(installed) = self.installed(criteria, key) {
            return Some(installed);
        }
        match self.project(key, criteria) {
            Known::Unknown => Some(Pin::Unknown),
            Known::Candidates(candidates) => {
                let specifiers = specifiers(criteria, key);
                let mut fits = fitting(&candidates, &specifiers, self.problem.prereleases);
                let found = fits.find(|one| !criteria.is_refused(key, &one.version)).cloned();
                found.map(Pin::Chosen).or_else(|| self.stand_in(criteria, key, &candidates))
            }
        }
    }

    /// The version that meets most demands, the newest of those, where the problem allows it. What the user
    /// asks for counts before all.
    fn stand_in(&self, criteria: &Criteria, key: &Key, candidates: &[Arc<Candidate>]) -> Option<Pin> {
        let met = |candidate: &Candidate| {
            let meets = |demand: &&Demand| satisfies(&candidate.version, &demand.specifier);
            let (packages, users): (Vec<_>, Vec<_>) =
                criteria.demands(key).filter(meets).partition(|one| matches!(one.by, Asker::Package(..)));
            (users.len(), packages.len())
        };
        let candidates = candidates.iter().rev().filter(|_| self.problem.stand_ins);
        candidates.max_by_key(|candidate| met(candidate)).cloned().map(Pin::Chosen)
    }

    /// The pin is all that can be had, though it does not meet all demands.
    pub fn stands_in(&mut self, criteria: &Criteria, key: &Key, pin: &Pin) -> bool {
        self.problem.stand_ins
            && self.first_option(criteria, key).is_some_and(|best| best.version() == pin.version())
    }

    /// An index is not asked about what is there already.
    fn project_unless(&mut self, is_there: bool, key: &Key, criteria: &Criteria) -> Known {
        if is_there { Known::Candidates(Arc::from([])) } else { self.project(key, criteria) }
    }

    /// The version that the image has, where it fits and need not be renewed.
    fn installed(&self, criteria: &Criteria, key: &Key) -> Option<Pin> {
        let version = self.problem.installed.get(key.name())?;
        let mut demands = criteria.demands(key);
        let renews = self.problem.upgrades && demands.clone().any(|demand| demand.by == Asker::User);
        let fits = demands.all(|demand| satisfies(version, &demand.specifier));
        (fits && !renews && !criteria.is_refused(key, version)).then(|| Pin::Installed(version.clone()))
    }

    pub fn explain(&mut self, conflict: &Conflict) -> Misfit {
        let project = conflict.key.name();
        let candidates = match self.projects.get(project) {
            Project::Known(candidates) => candidates.clone(),
            Project::Unavailable(why) => return Misfit::NoFile(describe(project, why)),
            Project::Pending => Arc::from([]),
        };
        match self.projects.silent(project) {
            Some(silent) => Misfit::NoFile(format!(
                "no version of {project} that fits was found; {silent} did not answer, and may have one"
            )),
            None => explain(project, &conflict.demands, &candidates, self.problem.environment),
        }
    }
}

fn specifiers<'c>(criteria: &'c Criteria, key: &Key) -> Vec<&'c str> {
    criteria.demands(key).map(|demand| demand.specifier.as_str()).collect()
}

/// The requirements of a wheel, read once.
fn requirements(metadata: &WheelMetadata) -> Arc<Vec<Requirement>> {
    metadata.derived.find_or(|_| true, || metadata.requires.iter().map(|line| parse(line)).collect())
}

fn parse(line: &str) -> Requirement {
    Requirement::parse(line, RequirementOrigin::CommandLine(syntax::LocalRange(Default::default())))
}
