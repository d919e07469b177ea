//! Why no version of a project fits: which two requirements exclude one another.

use std::fmt;
use std::sync::Arc;

use knowledge::version::satisfies;

use super::projects::Candidate;
use crate::install::markers::Environment;

/// A demand on a project.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Demand {
    pub specifier: String,
    pub by: Asker,
}

/// Who makes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asker {
    /// The command, or a requirement file.
    User,
    /// A constraints file.
    Constraint,
    /// A package that was chosen: name and version.
    Package(String, String),
}

impl Demand {
    /// "`lib==1.5`", "picky 2.0, which needs `lib<1.5`,"
    fn describe(&self, project: &str) -> String {
        let requirement = format!("`{project}{}`", self.specifier);
        match &self.by {
            Asker::User => requirement,
            Asker::Constraint => format!("the constraint {requirement}"),
            Asker::Package(name, version) => format!("{name} {version}, which needs {requirement},"),
        }
    }
}

/// Why nothing fits, as a sentence without its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Misfit {
    /// Demands that no version meets together.
    Exclusion(String),
    /// A demand that no version meets, and the newest version that there is.
    NoVersion(String),
    /// Nothing can be installed for the stage's Python and platform, or nobody has the project.
    NoFile(String),
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Exclusion(why) | Self::NoVersion(why) | Self::NoFile(why)) = self;
        f.write_str(why)
    }
}

/// Why no candidate meets all demands.
pub(super) fn explain(
    project: &str,
    demands: &[Demand],
    candidates: &[Arc<Candidate>],
    environment: &Environment,
) -> Misfit {
    let meets = |demand: &&Demand, candidate: &Candidate| satisfies(&candidate.version, &demand.specifier);
    let none = |demands: &[&Demand]| {
        !candidates.iter().any(|candidate| demands.iter().all(|demand| meets(demand, candidate)))
    };
    let Some(newest) = candidates.first() else {
        return Misfit::NoFile(format!("{project} has no file for {}", describe(environment)));
    };
    if let Some(demand) = demands.iter().find(|demand| none(&[demand])) {
        let asked = demand.describe(project);
        let place = describe(environment);
        let newest = &newest.version;
        return Misfit::NoVersion(format!(
            "no version fits {} on {place}; the newest is {newest}",
            bare(&asked)
        ));
    }
    let pairs = demands
        .iter()
        .enumerate()
        .flat_map(|(at, one)| demands[at + 1..].iter().map(move |other| (one, other)));
    Misfit::Exclusion(match pairs.into_iter().find(|(one, other)| none(&[one, other])) {
        Some((one, other)) => {
            format!("{} and {} exclude one another", one.describe(project), other.describe(project))
        }
        None => {
            let all: Vec<String> = demands.iter().map(|demand| demand.describe(project)).collect();
            format!("these exclude one another: {}", bare(&all.join(" ")))
        }
    })
}

/// Without the comma that continues a sentence.
fn bare(text: &str) -> &str {
    text.trim_end_matches(',')
}

fn describe(environment: &Environment) -> String {
    match environment.python {
        Some((major, minor)) => format!("Python {major}.{minor}, {}", environment.machine),
        None => environment.machine.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_that_exclude_one_another_are_named() {
        let candidate =
            |version: &str| Arc::new(Candidate { version: version.into(), wheel: None, yanked: false });
        let demand = |specifier: &str, by: Asker| Demand { specifier: specifier.into(), by };
        let environment = Environment { python: Some((3, 11)), machine: "x86_64".into() };
        let picky = || Asker::Package("picky".into(), "2.0".into());
        let all = [candidate("2.0"), candidate("1.5"), candidate("1.0")];
        for (demands, candidates, expected) in [
            (
                vec![demand("", Asker::User), demand("==1.5", Asker::User), demand("<1.5", picky())],
                &all[..],
                "`lib==1.5` and picky 2.0, which needs `lib<1.5`, exclude one another",
            ),
            (
                vec![demand(">=2", Asker::User), demand("<2", Asker::Constraint)],
                &all,
                "`lib>=2` and the constraint `lib<2` exclude one another",
            ),
            (
                vec![demand("==7", picky())],
                &all,
                "no version fits picky 2.0, which needs `lib==7` on Python 3.11, x86_64; the newest is 2.0",
            ),
            (
                vec![demand("!=2.0", Asker::User), demand("!=1.5", picky()), demand("!=1.0", Asker::User)],
                &all,
                "these exclude one another: `lib!=2.0` picky 2.0, which needs `lib!=1.5`, `lib!=1.0`",
            ),
            (vec![demand("", Asker::User)], &[], "lib has no file for Python 3.11, x86_64"),
        ] {
            assert_eq!(explain("lib", &demands, candidates, &environment).to_string(), expected);
        }
    }
}
