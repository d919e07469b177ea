//! What is kept of single instructions from one version of a file to the next.
//!
//! An edit changes one instruction of many. Whatever is worked out of an instruction is kept under a key, a
//! hash of what it always depends on (its text before all), together with what it looked up besides
//! ([`Rests`]); where all of that is as it was, so is the result, wherever the instruction stands now.

use std::collections::HashMap;
use std::sync::Arc;

use super::hash::Mixing;
use super::memo::Leavings;
use super::variables::Seen;
use super::{InstructionInfo, Lookups, Model, State};

/// Results under one key; equal instructions that met more different surroundings are looked at each time.
const PER_KEY: usize = 8;
/// Places of the last version that are compared before the keys are asked: few lines go with one edit.
const NEAR: usize = 8;
/// Results besides those in use that may wait for their surroundings to come back.
const SPARE: usize = 256;

/// Results of one kind: what the last version left, and what this one has.
pub(crate) struct Kept<T> {
    before: Vec<(u64, Arc<T>)>,
    /// Where in `before` the next instruction is looked for: most stand where they stood.
    next: usize,
    now: Vec<(u64, Arc<T>)>,
    known: Known<T>,
}

/// Results by key, for instructions that have moved, are there twice, or are again as they were.
struct Known<T> {
    /// The results of a key lie under numbers that follow from it.
    results: HashMap<u64, Arc<T>, Mixing>,
}

/// What one version leaves to the next.
struct Left<T> {
    results: Vec<(u64, Arc<T>)>,
    known: Known<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { results: HashMap::default() }
    }
}

impl<T> Default for Left<T> {
    fn default() -> Self {
        Self { results: Vec::new(), known: Known::default() }
    }
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// Takes what the last version left.
    pub fn take(leavings: &Leavings) -> Self {
        let Left { results: before, known } = leavings.take();
        Self { now: Vec::with_capacity(before.len()), before, next: 0, known }
    }

    /// The result under a key that still fits. Instructions are asked about in their order.
    pub fn recall(&mut self, key: u64, fits: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let near = self.before.iter().skip(self.next).take(NEAR);
        let found = near.enumerate().find(|(_, (own, known))| *own == key && fits(known));
        let known = match found {
            Some((ahead, (_, known))) => {
                self.next += ahead + 1;
                Arc::clone(known)
            }
            None => self.known.find(key, fits)?,
        };
        self.now.push((key, Arc::clone(&known)));
        Some(known)
    }

    pub fn keep(&mut self, key: u64, result: T) -> Arc<T> {
        let result = Arc::new(result);
        self.now.push((key, Arc::clone(&result)));
        self.known.add(key, Arc::clone(&result));
        result
    }

    /// Leaves what this version has to the next.
    pub fn leave(mut self, leavings: &Leavings) {
        if self.known.results.len() > 2 * self.now.len() + SPARE {
            self.known = Known::default();
            for (key, result) in &self.now {
                self.known.add(*key, Arc::clone(result));
            }
        }
        leavings.leave(Left { results: self.now, known: self.known });
    }
}

impl<T> Known<T> {
    /// The numbers under which the results of a key lie.
    fn places(key: u64) -> impl Iterator<Item = u64> {
        (0..PER_KEY as u64).map(move |at| key.wrapping_add(at))
    }

    fn find(&self, key: u64, fits: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let mut results = Self::places(key).map_while(|place| self.results.get(&place));
        results.find(|known| fits(known)).map(Arc::clone)
    }

    fn add(&mut self, key: u64, result: Arc<T>) {
        let is_new = |place: &u64| self.results.get(place).is_none_or(|known| Arc::ptr_eq(known, &result));
        if let Some(place) = Self::places(key).find(is_new) {
            self.results.insert(place, result);
        }
    }
}

/// What a result rests on besides its key: variables and state that were looked up, with what they were.
#[derive(Debug, Default)]
pub(crate) struct Rests {
    /// [`InstructionInfo::scope`] at that time.
    scope: u64,
    variables: Vec<Variable>,
    states: Vec<(State, Option<Arc<str>>)>,
}

/// A name that was looked up, and what it was.
#[derive(Debug)]
struct Variable {
    name: String,
    seen: Option<(Option<String>, Origin)>,
}

impl Variable {
    fn is_as_it_was(&self, model: &Model<'_>, info: &InstructionInfo<'_>) -> bool {
        let was = self.seen.as_ref().map(|(value, origin)| (value.as_deref(), origin));
        let now = seen(model, info, &self.name);
        was == now.as_ref().map(|(value, origin)| (*value, origin))
    }
}

/// Where a value comes from, without the place.
#[derive(Debug, PartialEq)]
enum Origin {
    File(super::DefinitionKind),
    BaseImage,
    Predefined,
}

impl Rests {
    pub fn of(lookups: &Lookups, model: &Model<'_>, info: &InstructionInfo<'_>) -> Self {
        let owned = |(value, origin): (Option<&str>, Origin)| (value.map(str::to_owned), origin);
        let variables = lookups.names.iter();
        let variables = variables
            .map(|name| Variable { name: name.clone(), seen: seen(model, info, name).map(owned) })
            .collect();
        let states = lookups.states.iter();
        let states = states.map(|&state| (state, state.at(model, info).map(Arc::from))).collect();
        Self { scope: info.scope, variables, states }
    }

    /// An instruction sees the same where it stands now.
    pub fn hold(&self, model: &Model<'_>, info: &InstructionInfo<'_>) -> bool {
        self.states.iter().all(|(state, was)| was.as_deref() == state.at(model, info).as_deref())
            && (self.scope == info.scope
                || self.variables.iter().all(|variable| variable.is_as_it_was(model, info)))
    }
}

fn seen<'m>(
    model: &'m Model<'_>,
    info: &InstructionInfo<'_>,
    name: &str,
) -> Option<(Option<&'m str>, Origin)> {
    let Seen { value, origin } = model.seen(name, info)?;
    let origin = match origin {
        super::BindingOrigin::Definition(index) => Origin::File(model.definition_at(index).kind),
        super::BindingOrigin::BaseImage => Origin::BaseImage,
        super::BindingOrigin::Predefined => Origin::Predefined,
    };
    Some((value, origin))
}
