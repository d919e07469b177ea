//! Shell scripts by content, so that an edit parses only the instruction that it touched.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use syntax::ast::Instruction;
use syntax::shell::{Script, ShellDialect};

/// Scripts kept before those that were not asked for lately are dropped.
const CAPACITY: usize = 4 * 1024;

/// Parsed scripts by the instruction's text and escape character. One for each document, or one for
/// a whole run of the command line.
#[derive(Debug, Default)]
pub struct Memo {
    generations: Mutex<Generations>,
}

/// A two-generation cache: what is asked for moves to the young one, the old one is dropped when
/// the young one is full.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<u64, Arc<Script>>,
    old: HashMap<u64, Arc<Script>>,
}

impl Memo {
    /// The script of an instruction in shell form; empty for shells that are not POSIX.
    pub fn script(&self, instruction: Instruction<'_>, escape: char, shell: &ShellDialect) -> Arc<Script> {
        let key = key_of(instruction.text(), escape, shell);
        // A panic while the lock was held cannot leave the maps half changed: take them as they are.
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = generations.recall(key) {
            return known;
        }
        drop(generations);
        let script = Arc::new(
            instruction.shell_text(escape).map_or_else(Script::default, |text| Script::parse(&text)),
        );
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.remember(key, Arc::clone(&script));
        script
    }
}

impl Generations {
    fn recall(&mut self, key: u64) -> Option<Arc<Script>> {
        if let Some(known) = self.young.get(&key) {
            return Some(Arc::clone(known));
        }
        let known = self.old.remove(&key)?;
        self.remember(key, Arc::clone(&known));
        Some(known)
    }

    fn remember(&mut self, key: u64, script: Arc<Script>) {
        if self.young.len() >= CAPACITY {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, script);
    }
}

fn key_of(text: &str, escape: char, shell: &ShellDialect) -> u64 {
    let mut hasher = DefaultHasher::new();
    (text, escape, shell.is_posix()).hash(&mut hasher);
    hasher.finish()
}
