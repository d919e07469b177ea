//! pip's search, that of resolvelib: pin one project after the other, ask for what each pin needs, and
//! where nothing fits go back to a choice that had a hand in it.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{Asker, Demand, Misfit};
use super::criteria::{Criteria, Key};
use super::resolver::Resolution;
use super::supply::{Conflict, Pin, Supply};
use crate::install::Requirement;

/// Versions that are tried before a resolution is given up.
const MAX_TRIES: usize = 3_000;
/// Times that a search goes back while answers are missing: they may show another way.
const MAX_BACK_WHILE_PENDING: usize = 20;
/// Projects that may be left out because nothing fits, before a resolution is given up.
const MAX_LEFT_OUT: usize = 8;
/// Versions of one project that are looked at together, once two were tried in vain.
const CHUNK: usize = 12;

/// One step: what is pinned, in the order of pinning, and what is asked.
#[derive(Debug, Clone, Default)]
struct State {
    pins: Vec<(Key, Pin)>,
    criteria: Criteria,
}

pub(super) struct Search<'p, 'f> {
    supply: Supply<'p, 'f>,
    states: Vec<State>,
    /// Keys that had a hand in the last conflict: they are chosen first.
    causes: BTreeSet<String>,
    /// The first conflict of this run, explained.
    first_conflict: Option<(String, Misfit)>,
    /// Versions tried, and times gone back.
    tries: usize,
    went_back: usize,
}

impl<'p, 'f> Search<'p, 'f> {
    pub fn new(supply: Supply<'p, 'f>) -> Self {
        Self {
            supply,
            states: Vec::new(),
            causes: BTreeSet::new(),
            first_conflict: None,
            tries: 0,
            went_back: 0,
        }
    }

    /// Searches; where there is no answer, again without the project for which nothing fits.
    pub fn run(mut self) -> Resolution {
        for _ in 0..MAX_LEFT_OUT {
            self.supply.restart();
            self.first_conflict = None;
            self.causes.clear();
            self.states = vec![self.root()];
            match self.search() {
                Ok(()) => break,
                Err((project, why)) => self.supply.left_out.insert(project, why),
            };
        }
        self.answer()
    }

    /// What was found for all that the user's requirements lead to.
    fn answer(mut self) -> Resolution {
        let reached = self.reached();
        let is_reached = |what: &str| {
            let name = what.strip_prefix("dependencies of ").unwrap_or(what);
            name.contains(' ') || reached.contains(name)
        };
        let mut failures = std::mem::take(&mut self.supply.noted.failures);
        failures.retain(|(what, _)| is_reached(what));
        let contradictions: Vec<_> = std::mem::take(&mut self.supply.left_out).into_iter().collect();
        failures.extend(contradictions.iter().map(|(project, why)| (project.clone(), why.to_string())));
        failures.sort();
        failures.dedup();
        let state = self.top();
        let (mut pins, mut fits) = (BTreeMap::new(), BTreeMap::new());
        for (key, pin) in state.pins.iter().filter(|(key, _)| reached.contains(key.as_str())) {
            if let Pin::Chosen(candidate) = pin {
                pins.insert(key.name().to_owned(), candidate.as_ref().clone());
                fits.insert(key.name().to_owned(), state.criteria.fit(key, &candidate.version));
            }
        }
        Resolution { pins, fits, failures, contradictions, ..self.supply.noted.clone() }
    }

    /// The keys that the user's requirements lead to.
    fn reached(&self) -> BTreeSet<String> {
        let mut reached: BTreeSet<String> = BTreeSet::new();
        loop {
            let before = reached.len();
            for (key, criterion) in self.top().criteria.iter() {
                let is_asked = criterion.demands.iter().any(|demand| match &demand.by {
                    Asker::User => true,
                    Asker::Constraint => false,
                    Asker::Package(name, _) => reached.contains(name),
                });
                if is_asked {
                    reached.insert(key.as_str().to_owned());
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    /// The state in which only the user has asked.
    fn root(&mut self) -> State {
        let mut state = State::default();
        for constraint in self.supply.problem.constraints {
            let Some(name) = &constraint.name else { continue };
            let demand = Demand { specifier: constraint.specifier.clone(), by: Asker::Constraint };
            state.criteria.entry(&Key::project(name)).demands.push(demand);
        }
        for requirement in self.supply.problem.requirements {
            if !self.supply.applies(requirement, &[]) {
                continue;
            }
            if let Err(conflict) = self.add(&mut state.criteria, requirement, &Asker::User) {
                let why = self.supply.explain(&conflict);
                self.supply.left_out.entry(conflict.key.name().to_owned()).or_insert(why);
            }
        }
        state
    }

    /// Pins until everything that is asked for is met.
    ///
    /// # Errors
    /// The project for which nothing fits, and why.
    fn search(&mut self) -> Result<(), (String, Misfit)> {
        self.push();
        while self.tries < MAX_TRIES {
            let Some(key) = self.next() else { return Ok(()) };
            if self.supply.noted.pending && self.went_back > MAX_BACK_WHILE_PENDING {
                return Ok(());
            }
            match self.pin(&key) {
                Ok(()) => {
                    self.drop_unmet();
                    self.push();
                }
                Err(conflicts) => self.go_back(&key, &conflicts)?,
            }
        }
        self.supply.noted.failures.push(("the rest".into(), "too many versions exclude one another".into()));
        Ok(())
    }

    fn top(&self) -> &State {
        // `run` begins with one state, and `back_jump` leaves one.
        &self.states[self.states.len() - 1]
    }

    /// Goes on with a copy of the last state.
    fn push(&mut self) {
        let next = self.top().clone();
        self.states.push(next);
    }

    /// Pins that no longer meet what is asked are chosen again, and what they asked for is forgotten.
    fn drop_unmet(&mut self) {
        let State { pins, criteria } = self.top().clone();
        let mut lost: Vec<Key> = Vec::new();
        for (key, pin) in &pins {
            let is_met = pin.version().is_none_or(|version| criteria.is_met(key, version));
            if !is_met && !self.supply.stands_in(&criteria, key, pin) {
                lost.push(key.clone());
            }
        }
        if !lost.is_empty() {
            let top = self.states.len() - 1;
            self.states[top].pins.retain(|(key, _)| !lost.contains(key));
            self.states[top].criteria.forget_askers(&lost);
        }
    }

    /// What to pin next, as pip prefers: what had a hand in the last conflict, exact pins, bounds, the
    /// user's own in their order, then by name.
    fn next(&self) -> Option<Key> {
        let order = |key: &Key| {
            let asked = self.supply.problem.requirements.iter().position(|one| one.is(key.name()));
            asked.unwrap_or(usize::MAX)
        };
        let state = self.top();
        let pinned: BTreeSet<&Key> = state.pins.iter().map(|(key, _)| key).collect();
        let open = state.criteria.iter();
        let open = open.filter(|(key, criterion)| criterion.is_wanted() && !pinned.contains(key));
        let rank = |key: &Key, rank: (bool, bool, bool)| {
            let is_cause = self.causes.contains(key.as_str());
            let is_direct = self.supply.problem.direct.contains_key(key.name());
            (!is_cause, !is_direct, rank.0, rank.1, order(key), rank.2)
        };
        open.min_by_key(|(key, criterion)| rank(key, criterion.rank())).map(|(key, _)| key.clone())
    }

    /// Pins the best version of a key whose own requirements can be met.
    fn pin(&mut self, key: &Key) -> Result<(), Vec<Conflict>> {
        let mut conflicts = Vec::new();
        let known = self.top().criteria.clone();
        // Mostly the first will do; after two, the next ones are asked for together.
        for (from, count) in std::iter::once((0, 2)).chain((0..).map(|chunk| (2 + chunk * CHUNK, CHUNK))) {
            let options = self.supply.options(&known, key, from, count);
            self.supply.look_ahead(&options, from > 0);
            for option in &options {
                let mut criteria = known.clone();
                self.tries += 1;
                match self.add_dependencies(&mut criteria, key, option) {
                    Ok(()) => {
                        let top = self.states.len() - 1;
                        self.states[top].criteria = criteria;
                        self.states[top].pins.push((key.clone(), option.clone()));
                        return Ok(());
                    }
                    Err(conflict) => conflicts.push(conflict),
                }
            }
            if options.len() < count || self.tries >= MAX_TRIES {
                break;
            }
        }
        if conflicts.is_empty() {
            let demands = self.top().criteria.demands(key).cloned().collect();
            conflicts.push(Conflict { key: key.clone(), demands });
        }
        Err(conflicts)
    }

    /// Where nothing fits: back to a choice that had a hand in it.
    fn go_back(&mut self, key: &Key, conflicts: &[Conflict]) -> Result<(), (String, Misfit)> {
        self.went_back += 1;
        if self.first_conflict.is_none() {
            let conflict = conflicts.first().map(|one| (one.key.name().to_owned(), self.supply.explain(one)));
            self.first_conflict = conflict;
        }
        let mut at_fault = BTreeSet::new();
        for conflict in conflicts {
            at_fault.insert(conflict.key.as_str().to_owned());
            at_fault.extend(conflict.demands.iter().filter_map(|demand| match &demand.by {
                Asker::Package(name, _) => Some(name.clone()),
                _ => None,
            }));
        }
        let found = self.back_jump(&at_fault);
        self.causes = at_fault;
        if found {
            return Ok(());
        }
        let unexplained =
            || (key.name().to_owned(), Misfit::Exclusion("no versions fit together".to_owned()));
        Err(self.first_conflict.take().unwrap_or_else(unexplained))
    }

    /// False where no choice is left.
    fn back_jump(&mut self, at_fault: &BTreeSet<String>) -> bool {
        while self.states.len() >= 3 {
            self.states.pop();
            let (key, pin, broken) = loop {
                let Some(mut broken) = self.states.pop() else { return false };
                let Some((key, pin)) = broken.pins.pop() else { return false };
                if self.needs_any(&key, &pin, at_fault) {
                    break (key, pin, broken);
                }
            };
            if self.states.is_empty() {
                return false;
            }
            let mut refused: Vec<(Key, BTreeSet<String>)> = broken
                .criteria
                .iter()
                .map(|(key, criterion)| (key.clone(), criterion.refused.clone()))
                .filter(|(_, versions)| !versions.is_empty())
                .collect();
            refused.push((key, pin.version().map(str::to_owned).into_iter().collect()));
            self.push();
            if self.refuse(refused) {
                return true;
            }
        }
        false
    }

    fn needs_any(&mut self, key: &Key, pin: &Pin, names: &BTreeSet<String>) -> bool {
        let needed = self.supply.dependencies(key, pin);
        needed.iter().any(|requirement| {
            let name = requirement.name.as_deref().unwrap_or_default();
            Key::of(name, requirement).any(|key| names.contains(key.as_str()))
        })
    }

    /// Marks versions as tried in vain; false where that leaves nothing for a key.
    fn refuse(&mut self, refused: Vec<(Key, BTreeSet<String>)>) -> bool {
        for (key, versions) in refused {
            let top = self.states.len() - 1;
            if self.states[top].criteria.get(&key).is_none() {
                continue;
            }
            self.states[top].criteria.entry(&key).refused.extend(versions);
            let criteria = self.top().criteria.clone();
            if criteria.get(&key).is_some_and(|criterion| criterion.is_wanted())
                && self.supply.first_option(&criteria, &key).is_none()
            {
                return false;
            }
        }
        true
    }

    /// Asks for what a pin needs.
    fn add_dependencies(&mut self, criteria: &mut Criteria, key: &Key, pin: &Pin) -> Result<(), Conflict> {
        let Some(version) = pin.version() else { return Ok(()) };
        let by = Asker::Package(key.as_str().to_owned(), version.to_owned());
        for requirement in self.supply.dependencies(key, pin) {
            self.add(criteria, &requirement, &by)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        criteria: &mut Criteria,
        requirement: &Requirement,
        by: &Asker,
    ) -> Result<(), Conflict> {
        let Some(name) = &requirement.name else { return Ok(()) };
        for key in Key::of(name, requirement) {
            let demand = Demand { specifier: requirement.specifier.clone(), by: by.clone() };
            let is_new = criteria.get(&key).is_none_or(|known| !known.demands.contains(&demand));
            if is_new {
                criteria.entry(&key).demands.push(demand);
            }
            if is_new && self.supply.first_option(criteria, &key).is_none() {
                return Err(Conflict { demands: criteria.demands(&key).cloned().collect(), key });
            }
        }
        Ok(())
    }
}
