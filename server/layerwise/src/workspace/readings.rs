//! Files of a build context that take a while to read, and are read once: archives, and what gzip leaves.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use analysis::facts::{Fact, Unavailable};

use super::context::live;
use super::listings::OnChange;

/// What was found out of each file, as long as it stays as it is.
pub(super) struct Readings<T> {
    read: fn(File) -> std::io::Result<T>,
    known: Arc<Mutex<HashMap<PathBuf, Reading<T>>>>,
}

struct Reading<T> {
    modified: Option<SystemTime>,
    bytes: u64,
    /// `Pending` while it is read.
    answer: Fact<T>,
}

impl<T: Clone + Send + Sync + 'static> Readings<T> {
    /// By a reader of open files.
    pub fn by(read: fn(File) -> std::io::Result<T>) -> Self {
        Self { read, known: Arc::default() }
    }

    /// Reads a regular file behind and calls `on_change` at the end; without it the asker waits.
    pub fn of(&self, file: &Path, on_change: Option<&OnChange>) -> Fact<T> {
        let Some(metadata) = file.metadata().ok().filter(std::fs::Metadata::is_file) else {
            return Fact::Unavailable(Unavailable::NotFound);
        };
        let (modified, bytes) = (metadata.modified().ok(), metadata.len());
        let mut known = lock(&self.known);
        if let Some(it) = known.get(file).filter(|it| it.modified == modified && it.bytes == bytes) {
            return it.answer.clone();
        }
        known.insert(file.to_owned(), Reading { modified, bytes, answer: Fact::Pending });
        drop(known);
        let (shared, path, reader) = (Arc::clone(&self.known), file.to_owned(), self.read);
        let read = move || {
            let answer = answer(File::open(&path).and_then(reader));
            if let Some(reading) = lock(&shared).get_mut(&path) {
                reading.answer = answer.clone();
            }
            answer
        };
        let Some(on_change) = on_change.map(Arc::clone) else { return read() };
        let behind = move || {
            read();
            on_change();
        };
        // Without a thread the answer stays pending, which is true.
        let _ = std::thread::Builder::new().name("context-file".into()).spawn(behind);
        Fact::Pending
    }
}

fn answer<T>(read: std::io::Result<T>) -> Fact<T> {
    match read {
        Ok(value) => Fact::Known(live(Arc::new(value))),
        Err(error) => Fact::Unavailable(Unavailable::Failed(error.to_string())),
    }
}

/// The table is replaced entry by entry, so a panic elsewhere leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
