//! Which versions pip installs: the newest that fit together, with all that they need.
//!
//! A fixpoint over pins: each pass walks from the requirements through the metadata of what is pinned,
//! collects what limits each project, and chooses again where a pin no longer fits. Where nothing
//! fits, the version that asked for the impossible is refused, as pip does when it backtracks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use knowledge::version::satisfies;

use super::markers::Environment;
use super::projects::{Candidate, Project, Projects, choose};
use crate::facts::{Fact, FactStore, Unavailable};
use crate::install::{Requirement, RequirementOrigin};

/// Passes before a resolution is given up; each pins, changes or refuses something.
const MAX_PASSES: usize = 400;

/// What is asked for, and what is there.
pub(super) struct Problem<'p> {
    pub requirements: &'p [Requirement],
    pub constraints: &'p [Requirement],
    pub installed: &'p BTreeMap<String, String>,
    pub environment: &'p Environment,
    pub prereleases: bool,
    /// `-U`: what is asked for is renewed where a newer version is there.
    pub upgrades: bool,
    pub no_deps: bool,
}

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Resolution {
    /// New distributions by normalised name.
    pub pins: BTreeMap<String, Candidate>,
    /// Some answer has not arrived yet.
    pub pending: bool,
    /// Projects that could not be looked up or chosen, and why.
    pub failures: Vec<(String, String)>,
}

/// One pass: what was met on the way.
#[derive(Default)]
struct Pass {
    /// Specifiers on each project and the project that asks (`None`: the user).
    wanted: BTreeMap<String, Vec<(String, Option<String>)>>,
    pending: bool,
    failures: BTreeMap<String, String>,
}

/// Resolves as far as the facts are known.
pub(super) fn resolve(
    problem: &Problem<'_>,
    projects: &mut Projects<'_>,
    facts: &dyn FactStore,
) -> Resolution {
    let mut solver = Solver { problem, facts, pins: BTreeMap::new(), refused: BTreeSet::new() };
    let mut pass = Pass::default();
    for _ in 0..MAX_PASSES {
        pass = solver.walk();
        if !solver.improve(projects, &mut pass) {
            break;
        }
    }
    let reached = |name: &String| pass.wanted.contains_key(name);
    Resolution {
        pins: solver.pins.into_iter().filter(|(name, _)| reached(name)).collect(),
        pending: pass.pending,
        failures: pass.failures.into_iter().collect(),
    }
}

struct Solver<'p> {
    problem: &'p Problem<'p>,
    facts: &'p dyn FactStore,
    pins: BTreeMap<String, Candidate>,
    refused: BTreeSet<(String, String)>,
}

impl Solver<'_> {
    /// Walks from what the user asked for through what is pinned.
    fn walk(&self) -> Pass {
        let mut pass = Pass::default();
        let mut queue: VecDeque<(Requirement, Option<String>, Vec<String>)> =
            self.problem.requirements.iter().map(|one| (one.clone(), None, Vec::new())).collect();
        let mut expanded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        while let Some((requirement, by, extras)) = queue.pop_front() {
            let Some(name) = requirement.name.clone() else { continue };
            let marker = requirement.marker.as_deref();
            if marker.is_some_and(|marker| !self.problem.environment.satisfies(marker, &extras)) {
                continue;
            }
            if self.is_satisfied(&requirement, by.is_none()) {
                continue;
            }
            pass.wanted.entry(name.clone()).or_default().push((requirement.specifier.clone(), by));
            let first = !expanded.contains_key(&name);
            let known = expanded.entry(name.clone()).or_default();
            let before = known.len();
            known.extend(requirement.extras.iter().cloned());
            if (first || known.len() > before) && !self.problem.no_deps {
                let extras: Vec<String> = known.iter().cloned().collect();
                self.dependencies(&name, &extras, &mut queue, &mut pass);
            }
        }
        pass
    }

    /// What is installed fits, and need not be renewed.
    fn is_satisfied(&self, requirement: &Requirement, by_user: bool) -> bool {
        let Some(name) = &requirement.name else { return true };
        let Some(version) = self.problem.installed.get(name) else { return false };
        let renews = by_user && self.problem.upgrades;
        !renews && !self.pins.contains_key(name) && satisfies(version, &requirement.specifier)
    }

    fn dependencies(
        &self,
        name: &str,
        extras: &[String],
        queue: &mut VecDeque<(Requirement, Option<String>, Vec<String>)>,
        pass: &mut Pass,
    ) {
        let Some(file) = self.pins.get(name).and_then(|pin| pin.wheel.as_ref()) else { return };
        match self.facts.wheel_metadata(file) {
            Fact::Known(known) => queue.extend(known.value.requires.iter().map(|line| {
                let origin = RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
                (Requirement::parse(line, origin), Some(name.to_owned()), extras.to_vec())
            })),
            Fact::Pending => pass.pending = true,
            Fact::Unavailable(why) => {
                pass.failures.insert(format!("dependencies of {name}"), why.to_string());
            }
        }
    }

    /// Pins what is not pinned and what no longer fits; false when nothing changed.
    fn improve(&mut self, projects: &mut Projects<'_>, pass: &mut Pass) -> bool {
        let mut changed = false;
        for (name, wanted) in &pass.wanted {
            let mut specifiers: Vec<&str> = wanted.iter().map(|(specifier, _)| specifier.as_str()).collect();
            let constraints = self.problem.constraints.iter().filter(|one| one.is(name));
            specifiers.extend(constraints.map(|one| one.specifier.as_str()));
            let fits = |pin: &Candidate| specifiers.iter().all(|all| satisfies(&pin.version, all));
            if self.pins.get(name).is_some_and(|pin| fits(pin) && !self.is_refused(name, pin)) {
                continue;
            }
            match projects.get(name) {
                Project::Pending => pass.pending = true,
                Project::Unavailable(why) => {
                    pass.failures.insert(name.clone(), describe(why));
                }
                Project::Known(candidates) => {
                    let refused = |candidate: &Candidate| self.is_refused(name, candidate);
                    match choose(candidates, &specifiers, self.problem.prereleases, refused) {
                        Some(found) => {
                            let found = found.clone();
                            self.pins.insert(name.clone(), found);
                            changed = true;
                        }
                        None if self.backtrack(wanted) => return true,
                        None => {
                            self.pins.remove(name);
                            pass.failures.insert(name.clone(), impossible(name, wanted));
                        }
                    }
                }
            }
        }
        changed
    }

    fn is_refused(&self, name: &str, candidate: &Candidate) -> bool {
        self.refused.contains(&(name.to_owned(), candidate.version.clone()))
    }

    /// Refuses the version of a dependent that asks for what cannot be had.
    fn backtrack(&mut self, wanted: &[(String, Option<String>)]) -> bool {
        for by in wanted.iter().rev().filter_map(|(_, by)| by.as_ref()) {
            if let Some(pin) = self.pins.remove(by) {
                return self.refused.insert((by.clone(), pin.version));
            }
        }
        false
    }
}

fn describe(why: &Unavailable) -> String {
    match why {
        Unavailable::NotFound => "the package index does not have it".to_owned(),
        other => format!("package index: {other}"),
    }
}

/// Which requirements exclude one another.
fn impossible(name: &str, wanted: &[(String, Option<String>)]) -> String {
    let one = |(specifier, by): &(String, Option<String>)| match by {
        Some(by) => format!("{by} needs {name}{specifier}"),
        None => format!("{name}{specifier} is asked for"),
    };
    format!(
        "no version fits this Python and platform: {}",
        wanted.iter().map(one).collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::PythonIndex;
    use crate::install::PipTool;
    use crate::size::fake_store::FakeStore;

    const WHEELS: &str = "\
        app-1.0-py3-none-any.whl 100 : lib>=1; extra-lib | extra == 'more'; old | python_version < '3.9'
        app-2.0-py3-none-any.whl 100 : lib>=2; missing-dep
        lib-1.0-py3-none-any.whl 100
        lib-1.5-py3-none-any.whl 100
        lib-2.0-cp312-cp312-manylinux_2_17_x86_64.whl 100
        extra_lib-3.0-py3-none-any.whl 100 : app[more]
        picky-2.0-py3-none-any.whl 100 : lib<1.5
        picky-1.0-py3-none-any.whl 100 : lib
        strict-3.0-py3-none-any.whl 100 : lib==9
        strict-2.0-py3-none-any.whl 100 : lib<=1.0
        source-1.0.tar.gz 100";

    fn solve(requirements: &[&str], constraints: &[&str], installed: &[(&str, &str)]) -> String {
        let store = FakeStore::wheels(WHEELS);
        let parse = |texts: &[&str]| -> Vec<Requirement> {
            let origin = || RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
            texts.iter().map(|text| Requirement::parse(text, origin())).collect()
        };
        let installed = installed.iter().map(|(name, version)| ((*name).into(), (*version).into())).collect();
        let environment = Environment { python: Some((3, 11)), machine: "x86_64".into() };
        let problem = Problem {
            requirements: &parse(requirements),
            constraints: &parse(constraints),
            installed: &installed,
            environment: &environment,
            prereleases: false,
            upgrades: false,
            no_deps: false,
        };
        let mut projects = Projects::new(&store, vec![PythonIndex::Default], PipTool::Pip, &environment);
        let found = resolve(&problem, &mut projects, &store);
        let pins = found.pins.iter().map(|(name, pin)| format!("{name}={}", pin.version));
        let failures = found.failures.iter().map(|(name, why)| format!("!{name}: {why}"));
        pins.chain(failures).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_newest_that_fit_together() {
        for (requirements, constraints, installed, expected) in [
            (&["lib"][..], &[][..], &[][..], "lib=1.5"),
            (&["app==1.0"], &[], &[], "app=1.0 lib=1.5"),
            (&["app[more]==1.0"], &[], &[], "app=1.0 extra-lib=3.0 lib=1.5"),
            // app 2.0 wants a lib that has no wheel for 3.11.
            (&["app"], &[], &[], "app=1.0 lib=1.5"),
            (&["picky"], &[], &[], "lib=1.0 picky=2.0"),
            (&["picky", "lib>=1.5"], &[], &[], "lib=1.5 picky=1.0"),
            (&["strict"], &[], &[], "lib=1.0 strict=2.0"),
            (&["lib"], &["lib<1.5"], &[], "lib=1.0"),
            (&["app==1.0"], &[], &[("lib", "1.0")], "app=1.0"),
            (&["app==1.0"], &[], &[("lib", "0.9")], "app=1.0 lib=1.5"),
            (&["source"], &[], &[], "source=1.0"),
            (&["nothing"], &[], &[], "!nothing: the package index does not have it"),
            (&["lib==7"], &[], &[], "!lib: no version fits this Python and platform: lib==7 is asked for"),
            (&["lib; python_version < '3.5'"], &[], &[], ""),
        ] {
            assert_eq!(solve(requirements, constraints, installed), expected, "{requirements:?}");
        }
    }

    #[test]
    fn conflicts_name_both_sides() {
        let found = solve(&["picky==2.0", "lib==1.5"], &[], &[]);
        assert!(
            found.contains("picky needs lib<1.5") || found.contains("picky==2.0 is asked for"),
            "{found}"
        );
    }
}
