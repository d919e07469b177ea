//! Shell scripts by content, so that an edit parses only the instruction that it touched.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use syntax::ast::Instruction;
use syntax::shell::{Script, ShellDialect};

/// Scripts kept before those that were not asked for lately are dropped.
const CAPACITY: usize = 4 * 1024;

/// Parsed scripts by the instruction's text and escape character, and what was found of texts that were
/// checked before. One for each document, or one for a whole run of the command line.
#[derive(Debug, Default)]
pub struct Memo {
    scripts: Mutex<Generations<Arc<Script>>>,
    verdicts: Mutex<Generations<bool>>,
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
    /// The script of an instruction in shell form; empty for shells that are not POSIX.
    pub fn script(&self, instruction: Instruction<'_>, escape: char, shell: &ShellDialect) -> Arc<Script> {
        recall_or(&self.scripts, key_of(instruction.text(), escape, shell), || {
            let text = instruction.shell_text(escape);
            Arc::new(text.map_or_else(Script::default, |text| Script::parse(&text)))
        })
    }

    /// What `check` found of a content, whose hash is the key; checked once.
    pub(crate) fn verdict(&self, key: u64, check: impl FnOnce() -> bool) -> bool {
        recall_or(&self.verdicts, key, check)
    }
}

fn recall_or<V: Clone>(kept: &Mutex<Generations<V>>, key: u64, make: impl FnOnce() -> V) -> V {
    // A panic while the lock was held cannot leave the maps half changed: take them as they are.
    if let Some(known) = kept.lock().unwrap_or_else(PoisonError::into_inner).recall(key) {
        return known;
    }
    // Made without the lock: it may take long, and others may want other things.
    let made = make();
    kept.lock().unwrap_or_else(PoisonError::into_inner).remember(key, made.clone());
    made
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

fn key_of(text: &str, escape: char, shell: &ShellDialect) -> u64 {
    let mut hasher = DefaultHasher::new();
    (text, escape, shell.is_posix()).hash(&mut hasher);
    hasher.finish()
}
