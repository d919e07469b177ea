//! What is wanted, and what is being fetched.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use super::key::FactKey;

/// Wanted and running keys. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    wanted: Notify,
    ended: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// From when on each may be asked for.
    wanted: HashMap<FactKey, Instant>,
    running: HashMap<FactKey, Option<AbortHandle>>,
    /// Not wanted again.
    stopped: HashSet<FactKey>,
    /// Nobody is left who could want something.
    closed: bool,
}

/// A fetch under way. Dropping it takes the key out of the queue.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    key: FactKey,
}

impl Queue {
    /// Notes a key, to be asked for not before `due`. What follows somebody's typing takes the place of what
    /// followed it before and is not asked for yet.
    pub fn want(&self, key: FactKey, due: Instant) {
        let mut state = self.shared.lock();
        if state.running.contains_key(&key) || state.stopped.contains(&key) {
            return;
        }
        if key.is_typed() {
            state.wanted.retain(|other, _| !other.is_typed() || *other == key);
        }
        let known = state.wanted.entry(key).or_insert(due);
        *known = due.min(*known);
        drop(state);
        self.shared.wanted.notify_one();
    }

    /// Takes the keys that may be asked for now.
    pub fn take_due(&self) -> Vec<FactKey> {
        let now = Instant::now();
        let mut state = self.shared.lock();
        let due: Vec<FactKey> =
            state.wanted.iter().filter(|(_, due)| **due <= now).map(|(key, _)| key.clone()).collect();
        for key in &due {
            state.wanted.remove(key);
        }
        due
    }

    /// Ends the wait of [`Queue::next_due`].
    pub fn close(&self) {
        self.shared.lock().closed = true;
        self.shared.wanted.notify_one();
    }

    /// Waits until something may be asked for, and takes it: nothing where the queue is closed.
    pub async fn next_due(&self) -> Vec<FactKey> {
        loop {
            let due = self.take_due();
            if !due.is_empty() || self.shared.lock().closed {
                return due;
            }
            let earliest = self.shared.lock().wanted.values().min().copied();
            let notified = self.shared.wanted.notified();
            match earliest {
                Some(at) => {
                    tokio::select! {
                        () = sleep_until(at) => {}
                        () = notified => {}
                    }
                }
                None => notified.await,
            }
        }
    }

    /// Marks a key as running; `None` where it is already.
    pub fn begin(&self, key: &FactKey) -> Option<Running> {
        let mut state = self.shared.lock();
        if state.running.contains_key(key) {
            return None;
        }
        state.running.insert(key.clone(), None);
        Some(Running { shared: Arc::clone(&self.shared), key: key.clone() })
    }

    /// Gives the means to cancel a key. Too late is harmless.
    pub fn set_abort(&self, key: &FactKey, abort: AbortHandle) {
        if let Some(slot) = self.shared.lock().running.get_mut(key) {
            *slot = Some(abort);
        }
    }

    pub fn cancel(&self, key: &FactKey) {
        let mut state = self.shared.lock();
        state.wanted.remove(key);
        let abort = state.running.get(key).cloned().flatten();
        drop(state); // ending the task takes the lock
        abort.into_iter().for_each(|abort| abort.abort());
    }

    /// Cancels a key and keeps it from being wanted again.
    pub fn stop(&self, key: &FactKey) {
        self.shared.lock().stopped.insert(key.clone());
        self.cancel(key);
    }

    /// Lets what was stopped be wanted again.
    pub fn allow_stopped(&self) {
        self.shared.lock().stopped.clear();
    }

    pub fn cancel_all(&self) {
        let mut state = self.shared.lock();
        state.wanted.clear();
        let aborts: Vec<AbortHandle> = state.running.values().flatten().cloned().collect();
        drop(state);
        aborts.iter().for_each(AbortHandle::abort);
    }

    /// The keys that are under way.
    pub fn running(&self) -> Vec<FactKey> {
        self.shared.lock().running.keys().cloned().collect()
    }

    fn running_among(&self, keys: &[FactKey]) -> usize {
        let state = self.shared.lock();
        keys.iter().filter(|key| state.running.contains_key(key)).count()
    }

    /// Waits until none of these keys is under way.
    pub async fn wait_for(&self, keys: &[FactKey]) {
        loop {
            let ended = self.shared.ended.notified();
            tokio::pin!(ended);
            ended.as_mut().enable(); // from here on no end is missed
            if self.running_among(keys) == 0 {
                return;
            }
            ended.await;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.lock().running.remove(&self.key);
        self.shared.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> FactKey {
        FactKey::UrlSize(name.into())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_due_later_comes_later() {
        let queue = Queue::default();
        let now = Instant::now();
        queue.want(key("later"), now + std::time::Duration::from_secs(3));
        queue.want(key("now"), now);
        assert_eq!(queue.take_due(), [key("now")]);
        assert_eq!(queue.next_due().await, [key("later")]);
        assert_eq!((Instant::now() - now).as_secs(), 3);
    }

    #[tokio::test]
    async fn a_key_runs_once_and_leaves_when_dropped() {
        let queue = Queue::default();
        let running = queue.begin(&key("a")).expect("nothing runs");
        assert!(queue.begin(&key("a")).is_none());
        queue.want(key("a"), Instant::now());
        assert!(queue.take_due().is_empty(), "what runs is not wanted");
        assert_eq!(queue.running_among(&[key("a"), key("b")]), 1);
        drop(running);
        queue.wait_for(&[key("a")]).await;
        assert!(queue.begin(&key("a")).is_some());
    }

    #[test]
    fn what_is_typed_on_is_not_asked_for() {
        let (queue, now) = (Queue::default(), Instant::now());
        queue.want(key("a"), now);
        for typed in ["nvi", "nvid", "nvidi"] {
            queue.want(FactKey::Search(typed.into()), now);
        }
        let mut due = queue.take_due();
        due.sort_by_key(ToString::to_string);
        assert_eq!(due, [key("a"), FactKey::Search("nvidi".into())]);
    }

    #[test]
    fn what_was_stopped_is_not_wanted_again() {
        let (queue, now) = (Queue::default(), Instant::now());
        queue.want(key("a"), now);
        queue.stop(&key("a"));
        queue.want(key("a"), now);
        queue.want(key("b"), now);
        assert_eq!(queue.take_due(), [key("b")]);
        queue.allow_stopped();
        queue.want(key("a"), now);
        assert_eq!(queue.take_due(), [key("a")]);
    }
}
