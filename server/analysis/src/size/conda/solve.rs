//! Which packages make an environment: the newest that fit together, by search with a limit.

use std::collections::BTreeMap;

use super::spec::Spec;
use super::version;
use crate::facts::IndexedPackage;

/// Choices tried before a solution is given up.
const MAX_STEPS: usize = 20_000;

/// Knows the packages of a name, best first.
pub(super) type Candidates<'c> = dyn Fn(&str) -> Vec<&'c IndexedPackage> + 'c;

/// The packages of an environment. `cuda` is the version that `CONDA_OVERRIDE_CUDA` names.
pub(super) fn solve<'c>(
    requests: &[Spec],
    candidates: &Candidates<'c>,
    cuda: Option<&str>,
) -> Result<Vec<&'c IndexedPackage>, String> {
    let mut search = Search { candidates, cuda, known: BTreeMap::new(), steps: 0, why: None };
    let mut state = State::default();
    for request in requests {
        if !search.demand(&mut state, request, "what you ask for") {
            return Err(search.why.unwrap_or_default());
        }
    }
    match search.go(state) {
        Some(chosen) => Ok(chosen),
        None if search.steps >= MAX_STEPS => {
            Err("too many versions were tried without a solution".to_owned())
        }
        None => Err(search.why.unwrap_or_default()),
    }
}

struct Search<'s, 'c> {
    candidates: &'s Candidates<'c>,
    /// `CONDA_OVERRIDE_CUDA`.
    cuda: Option<&'s str>,
    /// Candidates that were looked up.
    known: BTreeMap<String, Vec<&'c IndexedPackage>>,
    steps: usize,
    /// The first conflict.
    why: Option<String>,
}

/// What is decided, and what is demanded.
#[derive(Clone, Default)]
struct State<'c> {
    chosen: BTreeMap<String, &'c IndexedPackage>,
    demands: BTreeMap<String, Vec<(Spec, String)>>,
    /// Names to decide, in the order of their demands.
    open: Vec<String>,
}

impl<'c> Search<'_, 'c> {
    /// Decides the open names one after the other; goes back where nothing fits.
    fn go(&mut self, mut state: State<'c>) -> Option<Vec<&'c IndexedPackage>> {
        let Some(at) = self.next(&state) else { return Some(state.chosen.into_values().collect()) };
        let name = state.open.remove(at);
        for package in self.fitting(&state, &name) {
            self.steps += 1;
            if self.steps >= MAX_STEPS {
                return None;
            }
            let mut next = state.clone();
            next.chosen.insert(name.clone(), package);
            let by = format!("{} {}", package.name, package.version);
            let fits = package.depends.lines().all(|line| self.demand(&mut next, &Spec::of_index(line), &by));
            if fits && let Some(solution) = self.go(next) {
                return Some(solution);
            }
        }
        None
    }

    /// The open name with the fewest candidates: what is nearly decided limits the rest.
    fn next(&mut self, state: &State<'c>) -> Option<usize> {
        let counts = (0..state.open.len()).map(|at| (self.fitting(state, &state.open[at]).len(), at));
        counts.collect::<Vec<_>>().into_iter().min().map(|(_, at)| at)
    }

    fn fitting(&mut self, state: &State<'c>, name: &str) -> Vec<&'c IndexedPackage> {
        let all = self.known.entry(name.to_owned()).or_insert_with(|| (self.candidates)(name));
        let demands = state.demands.get(name).map(Vec::as_slice).unwrap_or_default();
        let fits = |package: &&&IndexedPackage| demands.iter().all(|(spec, _)| spec.matches(package));
        all.iter().filter(fits).copied().collect()
    }

    /// Adds a demand; false where nothing satisfies it.
    fn demand(&mut self, state: &mut State<'c>, spec: &Spec, by: &str) -> bool {
        if let Some(satisfied) = of_the_system(spec, self.cuda) {
            return satisfied;
        }
        let demands = state.demands.entry(spec.name.clone()).or_default();
        if demands.iter().any(|(known, _)| known == spec) {
            return true;
        }
        let others: Vec<String> = demands.iter().map(|(spec, by)| format!("`{spec}` of {by}")).collect();
        demands.push((spec.clone(), by.to_owned()));
        let fits = match state.chosen.get(&spec.name) {
            Some(package) => spec.matches(package),
            None => {
                if !state.open.contains(&spec.name) {
                    state.open.push(spec.name.clone());
                }
                !self.fitting(state, &spec.name).is_empty()
            }
        };
        if !fits {
            let known = self.known.get(&spec.name).is_some_and(|known| !known.is_empty());
            self.why.get_or_insert_with(|| explain(spec, by, &others, known));
        }
        fits
    }
}

fn explain(spec: &Spec, by: &str, others: &[String], known: bool) -> String {
    if !known {
        return format!("no channel has {}", spec.name);
    }
    match others.first() {
        Some(other) => format!("`{spec}` of {by} and {other} exclude one another"),
        None => format!("`{spec}` of {by} is not among the current packages of the channels"),
    }
}

/// Virtual packages stand for the machine that builds: there is a C library and no GPU.
fn of_the_system(spec: &Spec, cuda: Option<&str>) -> Option<bool> {
    /// glibc of what images are based on; conda asks for 2.17 or 2.28.
    const GLIBC: &str = "2.36";
    Some(match spec.name.as_str() {
        "__glibc" => version::satisfies(GLIBC, &spec.version),
        "__cuda" => cuda.is_some_and(|cuda| version::satisfies(cuda, &spec.version)),
        "__unix" | "__linux" | "__archspec" => true,
        name if name.starts_with("__") => false,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::PackageIndex;

    const PACKAGES: &str = "\
        python 3.12.1 0 : openssl >=3
        python 3.11.8 0 : openssl >=3 | zlib
        openssl 3.2.0 0 : __glibc >=2.17,<3
        zlib 1.3 0
        numpy 2.0 py312_0 : python >=3.12,<3.13 | libblas
        numpy 1.26 py311_0 : python >=3.11,<3.12 | libblas
        libblas 3.9 0_openblas
        gpu 2.0 cuda : __cuda
        gpu 2.0 cpu
        old 1.0 0 : python <3.9";

    fn index() -> PackageIndex {
        let package = |line: &str| {
            let (head, depends) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
            let head: Vec<&str> = head.split_whitespace().collect();
            IndexedPackage {
                name: head[0].into(),
                version: head[1].into(),
                build: head[2].into(),
                depends: depends.trim().replace(" | ", "\n"),
                ..IndexedPackage::default()
            }
        };
        PackageIndex::new(PACKAGES.lines().map(package).collect(), 0)
    }

    fn solved(requests: &[&str]) -> String {
        let index = index();
        let specs: Vec<Spec> = requests.iter().map(|text| Spec::of_index(text)).collect();
        let candidates =
            |name: &str| super::super::command::best_first(index.versions(name).iter().collect());
        match solve(&specs, &candidates, None) {
            Ok(chosen) => {
                chosen.iter().map(|one| format!("{}={}", one.name, one.version)).collect::<Vec<_>>().join(" ")
            }
            Err(why) => why,
        }
    }

    #[test]
    fn environments_are_solved() {
        for (requests, expected) in [
            (&["python"][..], "openssl=3.2.0 python=3.12.1"),
            (&["numpy"], "libblas=3.9 numpy=2.0 openssl=3.2.0 python=3.12.1"),
            (&["numpy", "python =3.11"], "libblas=3.9 numpy=1.26 openssl=3.2.0 python=3.11.8 zlib=1.3"),
            (&["gpu"], "gpu=2.0"),
            (&["nothing"], "no channel has nothing"),
            (
                &["python =3.7"],
                "`python =3.7` of what you ask for is not among the current packages of the channels",
            ),
            (
                &["numpy 2.0", "python 3.11.*"],
                "`python >=3.12,<3.13` of numpy 2.0 and `python 3.11.*` of what you ask for exclude one another",
            ),
        ] {
            assert_eq!(solved(requests), expected, "{requests:?}");
        }
    }
}
