//! Which versions pip installs: the newest that fit together, with all that they need.
//!
//! The search is pip's own (`search`); here stand its question and its answer.

use std::collections::BTreeMap;

use super::conflict::Misfit;
use super::projects::{Candidate, Projects};
use super::requests::Requests;
use super::search::Search;
use super::supply::Supply;
use crate::facts::{FactStore, Unavailable};
use crate::install::markers::Environment;
use crate::install::{PipInstall, Requirement};

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
    /// Where no version fits, the one that fits most demands stands in: the index holds few versions.
    pub stand_ins: bool,
}

impl<'p> Problem<'p> {
    /// What a command asks for, with what it has read and what the image has.
    pub fn of(
        install: &PipInstall,
        requests: &'p Requests,
        installed: &'p BTreeMap<String, String>,
        environment: &'p Environment,
    ) -> Self {
        Self {
            requirements: &requests.requirements,
            constraints: &requests.constraints,
            direct: &requests.direct,
            installed,
            environment,
            prereleases: install.pre,
            upgrades: install.upgrade,
            no_deps: install.no_deps,
            stand_ins: false,
        }
    }
}

/// How near a chosen version is to the one that the build will have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Some demand names it exactly.
    Pinned,
    /// The newest that the index holds.
    Newest,
    /// It fits not all demands.
    StandIn,
}

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Resolution {
    /// New distributions by normalised name.
    pub pins: BTreeMap<String, Candidate>,
    pub fits: BTreeMap<String, Fit>,
    /// Some answer has not arrived yet.
    pub pending: bool,
    /// Some answer cannot be had without the network.
    pub offline: bool,
    /// Why the index gave no answer about some project, where it could be asked.
    pub index_failure: Option<String>,
    /// Projects that could not be looked up or chosen, and why.
    pub failures: Vec<(String, String)>,
    /// Those of the failures that stand whatever else is learnt: projects of which no version fits.
    pub contradictions: Vec<(String, Misfit)>,
}

/// Resolves as far as the facts are known. What cannot be had is left out and named, so that the rest
/// is a lower bound.
pub(super) fn resolve(
    problem: &Problem<'_>,
    projects: &mut Projects<'_>,
    facts: &dyn FactStore,
) -> Resolution {
    Search::new(Supply::new(problem, projects, facts)).run()
}

/// Why a project could not be looked up.
pub(super) fn describe(name: &str, why: &Unavailable) -> String {
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
    crate::spelling::nearest(name, knowledge::python_packages::known_names())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::PythonIndex;
    use crate::install::{PipTool, RequirementOrigin};
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
        kit-1.0-py3-none-any.whl 100 : part; gear[oil]
        part-3.0-py3-none-any.whl 100 : nut>=3
        part-2.0-py3-none-any.whl 100 : nut>=2
        gear-2.0-py3-none-any.whl 100 : nut<3; grease>=2 | extra == 'oil'
        gear-1.0-py3-none-any.whl 100 : nut<2
        nut-3.0-py3-none-any.whl 100
        nut-2.0-py3-none-any.whl 100
        nut-1.0-py3-none-any.whl 100
        grease-2.0-py3-none-any.whl 100 : part<3
        lone-2.0-py3-none-any.whl 100 : nut==1.0; part>=3
        lone-1.0-py3-none-any.whl 100 : nut==1.0; part>=2
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
            stand_ins: false,
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
            // The extra's own need decides about its neighbour, and both about what they share.
            (&["kit"], &[], &[], "gear=2.0 grease=2.0 kit=1.0 nut=2.0 part=2.0"),
            (&["part", "gear"], &[], &[], "gear=2.0 nut=2.0 part=2.0"),
            (
                &["part", "gear", "nut==1.0"],
                &[],
                &[],
                "gear=2.0 part=3.0 !nut: `nut==1.0` and part 3.0, which needs `nut>=3`, exclude one another",
            ),
            (
                &["lone"],
                &[],
                &[],
                "lone=2.0 part=3.0 !nut: lone 2.0, which needs `nut==1.0`, and part 3.0, \
                 which needs `nut>=3`, exclude one another",
            ),
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
                "!lib: `lib==1.5` and picky 2.0, which needs `lib<1.5`, exclude one another",
            ),
            (
                &["picky==2.0"],
                &["lib>=1.5"],
                "the constraint `lib>=1.5` and picky 2.0, which needs `lib<1.5`, exclude",
            ),
            (&["lib<1.5", "lib>1.0"], &[], "!lib: `lib<1.5` and `lib>1.0` exclude one another"),
        ] {
            let found = solve(requirements, constraints, &[]);
            assert!(found.contains(words), "{found}");
        }
    }
}
