//! What a fetch may say before it has ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use analysis::facts::{Known, Origin};
use tokio::time::Instant;

use super::Inner;
use super::events::Event;
use super::kinds::Kind;

/// Partial answers come no more often than this: each re-analyses documents.
const PARTIAL_EVERY: Duration = Duration::from_millis(400);
/// Progress comes no more often than this, so that it crowds no change out of the channel.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Passes progress and partial answers of one fetch on.
pub struct Feed<K: Kind> {
    inner: Arc<Inner>,
    key: K::Key,
    told: AtomicBool,
    progress: Pace,
    partial: Pace,
}

/// Lets one through, then none for a while.
#[derive(Default)]
struct Pace {
    last: Mutex<Option<Instant>>,
}

impl Pace {
    fn admits(&self, every: Duration) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| last.elapsed() >= every);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

impl<K: Kind> Feed<K> {
    pub fn new(inner: &Arc<Inner>, key: &K::Key) -> Self {
        let (inner, key) = (Arc::clone(inner), key.clone());
        Self { inner, key, told: AtomicBool::new(false), progress: Pace::default(), partial: Pace::default() }
    }

    /// Tells how far the fetch is; the end is always told.
    pub fn progress(&self, done: u64, total: Option<u64>) {
        if self.progress.admits(PROGRESS_EVERY) || total == Some(done) {
            self.told.store(true, Ordering::Relaxed);
            self.inner.events.send(Event::Progress { key: K::fact_key(&self.key), done, total });
        }
    }

    /// Makes a partial answer known in memory, unless there is a better one.
    pub fn partial(&self, value: K::Value) {
        if !self.partial.admits(PARTIAL_EVERY) {
            return;
        }
        let known = Known { value: Arc::new(value), origin: Origin::Live, as_of: SystemTime::now() };
        K::table(&self.inner).put_partial(&self.inner, &self.key, known);
    }
}

impl<K: Kind> Drop for Feed<K> {
    fn drop(&mut self) {
        if self.told.load(Ordering::Relaxed) {
            self.inner.events.send(Event::Finished(K::fact_key(&self.key)));
        }
    }
}
