//! What is kept of single instructions from one version of a file to the next.
//!
//! An edit changes one instruction of many. Whatever is worked out of an instruction is kept under a key, a
//! hash of what it always depends on (its text before all), together with what it looked up besides
//! ([`Rests`]); where all of that is as it was, so is the result, wherever the instruction stands now.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::variables::Seen;
use super::{InstructionInfo, Lookups, Memo, Model, State};

/// Results under one key; equal instructions that met more different surroundings are looked at each time.
const PER_KEY: usize = 8;

/// Results of one kind: what the last version left, and what this one has.
pub(crate) struct Kept<T> {
    before: ByKey<T>,
    now: ByKey<T>,
}

type ByKey<T> = HashMap<u64, Vec<Arc<T>>, BuildHasherDefault<AsItIs>>;

impl<T: Send + Sync + 'static> Kept<T> {
    /// Takes what the last version left.
    pub fn take(memo: &Memo) -> Self {
        let before: ByKey<T> = memo.take();
        let now = ByKey::with_capacity_and_hasher(before.len(), BuildHasherDefault::default());
        Self { before, now }
    }

    /// The result under a key that still fits.
    pub fn recall(&mut self, key: u64, fits: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let fitting = |kept: &ByKey<T>| kept.get(&key)?.iter().find(|known| fits(known)).map(Arc::clone);
        if let Some(known) = fitting(&self.now) {
            return Some(known);
        }
        let known = fitting(&self.before)?;
        self.put(key, Arc::clone(&known));
        Some(known)
    }

    pub fn keep(&mut self, key: u64, result: T) -> Arc<T> {
        let result = Arc::new(result);
        self.put(key, Arc::clone(&result));
        result
    }

    fn put(&mut self, key: u64, result: Arc<T>) {
        let under_key = self.now.entry(key).or_default();
        if under_key.len() < PER_KEY {
            under_key.push(result);
        }
    }

    /// Leaves what this version has to the next.
    pub fn leave(self, memo: &Memo) {
        memo.leave(self.now);
    }
}

/// For keys that are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = (self.0 << 8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A key of several parts.
pub(crate) fn hashed(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// What a result rests on besides its key: variables and state that were looked up, with what they were.
#[derive(Debug, Default)]
pub(crate) struct Rests {
    variables: Vec<Variable>,
    states: Vec<(State, Option<Arc<str>>)>,
}

/// A name that was looked up, and what it was.
#[derive(Debug)]
struct Variable {
    name: String,
    seen: Option<(Option<String>, Origin)>,
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
        Self { variables, states }
    }

    /// An instruction sees the same where it stands now.
    pub fn hold(&self, model: &Model<'_>, info: &InstructionInfo<'_>) -> bool {
        self.states.iter().all(|(state, was)| was.as_deref() == state.at(model, info).as_deref())
            && self.variables.iter().all(|variable| {
                let was = variable.seen.as_ref().map(|(value, origin)| (value.as_deref(), origin));
                let now = seen(model, info, &variable.name);
                was == now.as_ref().map(|(value, origin)| (*value, origin))
            })
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
