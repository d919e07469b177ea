//! What a fetch may say before it has ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use analysis::facts::{Known, Origin};
use tokio::time::Instant;

use super::Inner;
use super::events::Event;
use super::kinds::Kind;

/// Partial answers come no more often than this: each re-analyses documents.
const PARTIAL_EVERY: Duration = Duration::from_millis(400);

/// Passes progress and partial answers of one fetch on.
pub struct Feed<K: Kind> {
    inner: Arc<Inner>,
    key: K::Key,
    told: AtomicBool,
    last_partial: std::sync::Mutex<Option<Instant>>,
}

impl<K: Kind> Feed<K> {
    pub fn new(inner: &Arc<Inner>, key: &K::Key) -> Self {
        let (inner, key) = (Arc::clone(inner), key.clone());
        Self { inner, key, told: AtomicBool::new(false), last_partial: std::sync::Mutex::default() }
    }

    /// Tells how far the fetch is.
    pub fn progress(&self, done: u64, total: Option<u64>) {
        self.told.store(true, Ordering::Relaxed);
        self.inner.events.send(Event::Progress { key: K::fact_key(&self.key), done, total });
    }

    /// Makes a partial answer known in memory, unless there is a better one.
    pub fn partial(&self, value: K::Value) {
        let mut last = self.last_partial.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.is_some_and(|last| last.elapsed() < PARTIAL_EVERY) {
            return;
        }
        *last = Some(Instant::now());
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
