//! What one version of a text leaves to the next.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Checked texts kept before those that were not asked for lately are dropped.
const CAPACITY: usize = 4 * 1024;

/// What was made of the instructions of a document, so that an edit costs no more than what it touched. One
/// for each document, for as long as its facts, files and settings are the same; then [`Memo::renewed`] takes
/// over.
#[derive(Debug, Default)]
pub struct Memo {
    of_texts: Arc<Leavings>,
    of_analyses: Leavings,
    verdicts: Mutex<Generations<bool>>,
}

/// Keys of one kind before they are forgotten: each name that was typed is one.
const MOST_TOLD: usize = 256;

/// See [`Memo::told`].
struct Told<T>(HashMap<String, Arc<T>>);

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// What the last version left, one value of each type.
#[derive(Debug, Default)]
pub(crate) struct Leavings {
    values: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
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
    /// A memo for other facts, files or settings: what follows from texts alone stays.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { of_texts: Arc::clone(&self.of_texts), ..Self::default() }
    }

    /// What follows from texts alone.
    pub(crate) fn of_texts(&self) -> &Leavings {
        &self.of_texts
    }

    /// What depends on facts, files and settings, too.
    pub(crate) fn of_analyses(&self) -> &Leavings {
        &self.of_analyses
    }

    /// What the embedded tables tell under a key, an image's name most often, made once: they do not change.
    pub(crate) fn told<T: Send + Sync + 'static>(&self, key: String, make: impl FnOnce() -> T) -> Arc<T> {
        let Told(mut known) = self.of_texts.take();
        if known.len() >= MOST_TOLD {
            known.clear();
        }
        let told = Arc::clone(known.entry(key).or_insert_with(|| Arc::new(make())));
        self.of_texts.leave(Told(known));
        told
    }

    /// What `check` found of a content, whose hash is the key; checked once.
    pub(crate) fn verdict(&self, key: u64, check: impl FnOnce() -> bool) -> bool {
        recall_or(&self.verdicts, key, check)
    }
}

impl Leavings {
    /// Takes what the last version left. While a second analysis runs beside the first it finds nothing and
    /// works it out again.
    pub fn take<T: Any + Send + Default>(&self) -> T {
        let left = locked(&self.values).remove(&TypeId::of::<T>());
        left.and_then(|left| left.downcast().ok()).map(|left| *left).unwrap_or_default()
    }

    /// Leaves a value to the next version.
    pub fn leave<T: Any + Send>(&self, value: T) {
        locked(&self.values).insert(TypeId::of::<T>(), Box::new(value));
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
