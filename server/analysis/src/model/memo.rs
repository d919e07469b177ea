//! What one version of a text leaves to the next: shell scripts by content, so that an edit parses only
//! the instruction that it touched, and what later layers keep.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use syntax::continuation::Joined;
use syntax::shell::Script;

/// Scripts kept before those that were not asked for lately are dropped.
const CAPACITY: usize = 4 * 1024;

/// Parsed scripts by the instruction's content, and what was found of texts that were
/// checked before. One for each document, for as long as its facts, files and settings are the same; then
/// [`Memo::renewed`] takes over.
#[derive(Debug, Default)]
pub struct Memo {
    scripts: Arc<Mutex<Generations<Arc<Script>>>>,
    verdicts: Mutex<Generations<bool>>,
    /// What the last version left, one value of each type.
    left: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

/// A two-generation cache: what is asked for moves to the young one, the old one is dropped when
/// the young one is full.
#[derive(Debug)]
struct Generations<V> {
    young: HashMap<u64, V>,
    old: HashMap<u64, V>,
}

impl<V> Default for Generations<V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl Memo {
    /// The script of an instruction in shell form, of which only a POSIX shell asks. The key stands for the
    /// instruction's content.
    pub fn script<'t>(&self, key: u64, text: impl FnOnce() -> Option<Joined<'t>>) -> Arc<Script> {
        recall_or(&self.scripts, key, || {
            Arc::new(text().map_or_else(Script::default, |text| Script::parse(&text)))
        })
    }

    /// A memo for other facts, files or settings: scripts depend on none of them and stay.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { scripts: Arc::clone(&self.scripts), ..Self::default() }
    }

    /// Takes what the last version left. While a second analysis runs beside the first it finds nothing and
    /// works it out again.
    pub(crate) fn take<T: Any + Send + Default>(&self) -> T {
        let left = locked(&self.left).remove(&TypeId::of::<T>());
        left.and_then(|left| left.downcast().ok()).map(|left| *left).unwrap_or_default()
    }

    /// Leaves a value to the next version.
    pub(crate) fn leave<T: Any + Send>(&self, value: T) {
        locked(&self.left).insert(TypeId::of::<T>(), Box::new(value));
    }

    /// What `check` found of a content, whose hash is the key; checked once.
    pub(crate) fn verdict(&self, key: u64, check: impl FnOnce() -> bool) -> bool {
        recall_or(&self.verdicts, key, check)
    }
}

fn recall_or<V: Clone>(kept: &Mutex<Generations<V>>, key: u64, make: impl FnOnce() -> V) -> V {
    if let Some(known) = locked(kept).recall(key) {
        return known;
    }
    // Made without the lock: it may take long, and others may want other things.
    let made = make();
    locked(kept).remember(key, made.clone());
    made
}

/// A panic while a lock was held cannot leave the maps half changed: they are taken as they are.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<V: Clone> Generations<V> {
    fn recall(&mut self, key: u64) -> Option<V> {
        if let Some(known) = self.young.get(&key) {
            return Some(known.clone());
        }
        let known = self.old.remove(&key)?;
        self.remember(key, known.clone());
        Some(known)
    }

    fn remember(&mut self, key: u64, value: V) {
        if self.young.len() >= CAPACITY {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}
