//! What has been asked of projects so far, as pip's resolver keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use knowledge::version::satisfies;

use super::conflict::{Asker, Demand};
use super::resolver::Fit;
use crate::install::Requirement;

/// A project (`jax`), or a project with extras (`jax[cpu]`): pip chooses for each, in one version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(Rc<str>);

impl Key {
    pub fn project(name: &str) -> Self {
        Self(name.into())
    }

    /// The keys that a requirement speaks of: the project first, then the project with its extras.
    pub fn of(name: &str, requirement: &Requirement) -> impl Iterator<Item = Self> + use<> {
        let extras: BTreeSet<&str> = requirement.extras.iter().map(String::as_str).collect();
        let extras: Vec<&str> = extras.into_iter().collect();
        let with_extras = (!extras.is_empty()).then(|| Self(format!("{name}[{}]", extras.join(",")).into()));
        [Self::project(name)].into_iter().chain(with_extras)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The normalised name of the project.
    pub fn name(&self) -> &str {
        self.0.split('[').next().unwrap_or_default()
    }

    pub fn extras(&self) -> Vec<String> {
        let (_, extras) = self.0.split_once('[').unwrap_or_default();
        extras.trim_end_matches(']').split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }

    pub fn has_extras(&self) -> bool {
        self.0.ends_with(']')
    }
}

/// All that is asked of one key, and the versions that were tried in vain.
#[derive(Debug, Clone, Default)]
pub(super) struct Criterion {
    pub demands: Vec<Demand>,
    pub refused: BTreeSet<String>,
}

impl Criterion {
    /// Somebody still asks for it, besides constraints files.
    pub fn is_wanted(&self) -> bool {
        self.demands.iter().any(|demand| demand.by != Asker::Constraint)
    }

    /// Some demand has this operator, such as `==`, or one that bounds from above.
    fn has_operator(&self, is_it: impl Fn(&str) -> bool) -> bool {
        let clauses = self.demands.iter().flat_map(|demand| demand.specifier.split(','));
        clauses.map(str::trim).any(is_it)
    }

    /// Where pip's order of choosing puts it: exact pins, then bounds from above, then what is bounded
    /// at all. Smaller is sooner.
    pub fn rank(&self) -> (bool, bool, bool) {
        let pinned = self.has_operator(|one| one.starts_with("=="));
        let bounded = self.has_operator(|one| one.starts_with(['<', '~']) || one.ends_with(".*"));
        let free = !self.has_operator(|one| !one.is_empty());
        (!pinned, !bounded, free)
    }
}

/// The criteria of one state; states share what they have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Criteria(BTreeMap<Key, Rc<Criterion>>);

impl Criteria {
    pub fn get(&self, key: &Key) -> Option<&Criterion> {
        self.0.get(key).map(Rc::as_ref)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Criterion)> {
        self.0.iter().map(|(key, criterion)| (key, criterion.as_ref()))
    }

    pub fn entry(&mut self, key: &Key) -> &mut Criterion {
        Rc::make_mut(self.0.entry(key.clone()).or_default())
    }

    /// The demands on a key: those on the project hold for the project with extras, too.
    pub fn demands<'c>(&'c self, key: &Key) -> impl Iterator<Item = &'c Demand> + Clone + use<'c> {
        let own = self.get(key);
        let base = key.has_extras().then(|| self.get(&Key::project(key.name()))).flatten();
        own.into_iter().chain(base).flat_map(|criterion| criterion.demands.iter())
    }

    /// A version meets all demands.
    pub fn is_met(&self, key: &Key, version: &str) -> bool {
        self.demands(key).all(|demand| satisfies(version, &demand.specifier))
    }

    /// How a chosen version meets what is asked.
    pub fn fit(&self, key: &Key, version: &str) -> Fit {
        let is_exact =
            |demand: &Demand| demand.specifier.starts_with("==") && !demand.specifier.contains(['*', ',']);
        match self.is_met(key, version) {
            true if self.demands(key).any(is_exact) => Fit::Pinned,
            true => Fit::Newest,
            false => Fit::StandIn,
        }
    }

    /// A version was tried in vain for the key, or for its project.
    pub fn is_refused(&self, key: &Key, version: &str) -> bool {
        let own = self.get(key).is_some_and(|criterion| criterion.refused.contains(version));
        own || (key.has_extras() && self.is_refused(&Key::project(key.name()), version))
    }

    /// Forgets what these keys asked for: their pins are to be chosen again.
    pub fn forget_askers(&mut self, askers: &[Key]) {
        let is_one = |demand: &Demand| match &demand.by {
            Asker::Package(name, _) => askers.iter().any(|asker| asker.as_str() == name),
            _ => false,
        };
        for criterion in self.0.values_mut().filter(|one| one.demands.iter().any(is_one)) {
            Rc::make_mut(criterion).demands.retain(|demand| !is_one(demand));
        }
    }
}
