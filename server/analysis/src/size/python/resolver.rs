//! Which versions pip installs: the newest that fit together, with all that they need.
//!
//! A fixpoint over pins: each pass walks from the requirements through the metadata of what is pinned,
//! collects what limits each project, and chooses again where a pin no longer fits. Where nothing
//! fits, the version that asked for the impossible is refused, as pip does when it backtracks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use knowledge::version::satisfies;

use super::conflict::{Asker, Demand, explain};
use super::projects::{Candidate, Project, Projects, choose};
use crate::facts::{Fact, FactStore, Unavailable};
use crate::install::markers::Environment;
use crate::install::{Requirement, RequirementOrigin};

/// Passes before a resolution is given up; each pins, changes or refuses something.
const MAX_PASSES: usize = 400;

/// What is asked for, and what is there.
pub(super) struct Problem<'p> {
    pub requirements: &'p [Requirement],
    pub constraints: &'p [Requirement],
    /// Wheels that an address or a path names, by project.
    pub direct: &'p BTreeMap<String, Candidate>,
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
    /// Some answer cannot be had without the network.
    pub offline: bool,
    /// Projects that could not be looked up or chosen, and why.
    pub failures: Vec<(String, String)>,
}

/// One pass: what was met on the way.
#[derive(Default)]
struct Pass {
    /// Demands on each project.
    wanted: BTreeMap<String, Vec<Demand>>,
    pending: bool,
    offline: bool,
    failures: BTreeMap<String, String>,
}

/// Resolves as far as the facts are known.
pub(super) fn resolve(
    problem: &Problem<'_>,
    projects: &mut Projects<'_>,
    facts: &dyn FactStore,
) -> Resolution {
    let mut solver = Solver { problem, facts, pins: BTreeMap::new(), refused: BTreeMap::new() };
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
        offline: pass.offline,
        failures: pass.failures.into_iter().collect(),
    }
}

struct Solver<'p> {
    problem: &'p Problem<'p>,
    facts: &'p dyn FactStore,
    pins: BTreeMap<String, Candidate>,
    /// Name and version of what cannot be taken, and why.
    refused: BTreeMap<(String, String), String>,
}

impl Solver<'_> {
    /// Walks from what the user asked for through what is pinned.
    fn walk(&self) -> Pass {
        let mut pass = Pass::default();
        let mut queue: VecDeque<(Requirement, Asker, Vec<String>)> =
            self.problem.requirements.iter().map(|one| (one.clone(), Asker::User, Vec::new())).collect();
        let mut expanded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        while let Some((requirement, by, extras)) = queue.pop_front() {
            let Some(name) = requirement.name.clone() else { continue };
            let marker = requirement.marker.as_deref();
            if marker.is_some_and(|marker| !self.problem.environment.satisfies(marker, &extras)) {
                continue;
            }
            if self.is_satisfied(&requirement, by == Asker::User) {
                continue;
            }
            let demand = Demand { specifier: requirement.specifier.clone(), by };
            pass.wanted.entry(name.clone()).or_default().push(demand);
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
        queue: &mut VecDeque<(Requirement, Asker, Vec<String>)>,
        pass: &mut Pass,
    ) {
        let Some(pin) = self.pins.get(name) else { return };
        let Some(file) = &pin.wheel else { return };
        let mut fail = |why: String| pass.failures.insert(format!("dependencies of {name}"), why);
        if file.url.is_empty() {
            fail("the wheel is a file of the image".to_owned());
            return;
        }
        match self.facts.wheel_metadata(file) {
            Fact::Known(known) => queue.extend(known.value.requires.iter().map(|line| {
                let origin = RequirementOrigin::CommandLine(syntax::LocalRange(Default::default()));
                let by = Asker::Package(name.to_owned(), pin.version.clone());
                (Requirement::parse(line, origin), by, extras.to_vec())
            })),
            Fact::Pending => pass.pending = true,
            Fact::Unavailable(why) => {
                pass.offline |= why == Unavailable::Offline;
                fail(why.to_string());
            }
        }
    }

    /// Pins what is not pinned and what no longer fits; false when nothing changed.
    fn improve(&mut self, projects: &mut Projects<'_>, pass: &mut Pass) -> bool {
        let mut changed = false;
        for (name, asked) in &pass.wanted {
            let demands = self.demands(name, asked);
            let fits = |pin: &Candidate| demands.iter().all(|one| satisfies(&pin.version, &one.specifier));
            if self.pins.get(name).is_some_and(|pin| fits(pin) && !self.is_refused(name, pin)) {
                continue;
            }
            let direct = self.problem.direct.get(name);
            let found = match (direct, direct.map_or_else(|| Some(projects.get(name)), |_| None)) {
                (Some(only), _) => std::slice::from_ref(only),
                (None, Some(Project::Known(candidates))) => candidates.as_slice(),
                (None, Some(Project::Unavailable(why))) => {
                    pass.offline |= *why == Unavailable::Offline;
                    pass.failures.insert(name.clone(), describe(name, why));
                    continue;
                }
                (None, _) => {
                    pass.pending = true;
                    continue;
                }
            };
            match self.take(name, &demands, found) {
                Ok(took) => changed |= took,
                Err(_) if self.backtrack(name, &demands, found) => return true,
                Err(why) => {
                    self.pins.remove(name);
                    pass.failures.insert(name.clone(), why);
                }
            }
        }
        changed
    }

    /// What is asked of a project, constraints included.
    fn demands(&self, name: &str, asked: &[Demand]) -> Vec<Demand> {
        let constraints = self.problem.constraints.iter().filter(|one| one.is(name));
        let constraints =
            constraints.map(|one| Demand { specifier: one.specifier.clone(), by: Asker::Constraint });
        asked.iter().cloned().chain(constraints).collect()
    }

    /// Pins the best candidate, or says why there is none.
    fn take(&mut self, name: &str, demands: &[Demand], found: &[Candidate]) -> Result<bool, String> {
        let specifiers: Vec<&str> = demands.iter().map(|demand| demand.specifier.as_str()).collect();
        let choose = |refused: &dyn Fn(&Candidate) -> bool| {
            choose(found, &specifiers, self.problem.prereleases, refused).cloned()
        };
        if let Some(chosen) = choose(&|candidate| self.is_refused(name, candidate)) {
            self.pins.insert(name.to_owned(), chosen);
            return Ok(true);
        }
        // Everything that would fit was refused: the reason is that of the best one.
        let best = choose(&|_| false).map(|best| (name.to_owned(), best.version));
        Err(match best.and_then(|best| self.refused.get(&best)) {
            Some(why) => why.clone(),
            None => explain(name, demands, found, self.problem.environment),
        })
    }

    fn is_refused(&self, name: &str, candidate: &Candidate) -> bool {
        self.refused.contains_key(&(name.to_owned(), candidate.version.clone()))
    }

    /// Refuses the version of a dependent that asks for what cannot be had: of one without which the
    /// others could be satisfied, else of the last.
    fn backtrack(&mut self, name: &str, demands: &[Demand], found: &[Candidate]) -> bool {
        let why = explain(name, demands, found, self.problem.environment);
        let without = |left_out: usize| {
            let others = demands.iter().enumerate().filter(|(at, _)| *at != left_out);
            let others: Vec<&str> = others.map(|(_, demand)| demand.specifier.as_str()).collect();
            let refused = |candidate: &Candidate| self.is_refused(name, candidate);
            choose(found, &others, self.problem.prereleases, refused).is_some()
        };
        let culprits: Vec<usize> = (0..demands.len()).rev().filter(|at| without(*at)).collect();
        for at in culprits.into_iter().chain((0..demands.len()).rev()) {
            let Asker::Package(by, _) = &demands[at].by else { continue };
            if let Some(pin) = self.pins.remove(by) {
                return self.refused.insert((by.clone(), pin.version), why).is_none();
            }
        }
        false
    }
}

fn describe(name: &str, why: &Unavailable) -> String {
    match why {
        Unavailable::NotFound => match similar(name) {
            Some(near) => format!("the package index has no project of this name; did you mean `{near}`?"),
            None => "the package index has no project of this name".to_owned(),
        },
        other => format!("package index: {other}"),
    }
}

/// A package of the embedded tables that is spelt almost alike.
pub(super) fn similar(name: &str) -> Option<&'static str> {
    crate::spelling::nearest(name, knowledge::python_packages::names().iter().copied())
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
        dear-2.0-py3-none-any.whl 100 : lib>=1.5
        dear-1.0-py3-none-any.whl 100 : lib>=1
        user-1.0-py3-none-any.whl 100 : dear; lib>=1
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
            direct: &BTreeMap::new(),
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
            // The newest `dear` is at fault, not `user`, which asks for it.
            (&["user==1.0", "lib<1.5"], &[], &[], "dear=1.0 lib=1.0 user=1.0"),
            (&["lib"], &["lib<1.5"], &[], "lib=1.0"),
            (&["app==1.0"], &[], &[("lib", "1.0")], "app=1.0"),
            (&["app==1.0"], &[], &[("lib", "0.9")], "app=1.0 lib=1.5"),
            (&["source"], &[], &[], "source=1.0"),
            (&["nothing"], &[], &[], "!nothing: the package index has no project of this name"),
            (
                &["tranformers"],
                &[],
                &[],
                "!tranformers: the package index has no project of this name; did you mean `transformers`?",
            ),
            (
                &["lib==7"],
                &[],
                &[],
                "!lib: no version fits `lib==7` on Python 3.11, x86_64; the newest is 1.5",
            ),
            (&["lib; python_version < '3.5'"], &[], &[], ""),
        ] {
            assert_eq!(solve(requirements, constraints, installed), expected, "{requirements:?}");
        }
    }

    #[test]
    fn conflicts_name_both_sides() {
        for (requirements, constraints, words) in [
            (
                &["picky==2.0", "lib==1.5"][..],
                &[][..],
                "!picky: `lib==1.5` and picky 2.0, which needs `lib<1.5`, exclude one another",
            ),
            (
                &["picky==2.0"],
                &["lib>=1.5"],
                "picky 2.0, which needs `lib<1.5`, and the constraint `lib>=1.5` excl",
            ),
            (&["lib<1.5", "lib>1.0"], &[], "!lib: `lib<1.5` and `lib>1.0` exclude one another"),
        ] {
            let found = solve(requirements, constraints, &[]);
            assert!(found.contains(words), "{found}");
        }
    }
}
