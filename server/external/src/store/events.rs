//! What the store tells its owner.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::broadcast;

use super::key::FactKey;

/// Changes that arrive within this time are told together.
const COALESCE: Duration = Duration::from_millis(30);
/// Events that a slow listener may be behind.
const CAPACITY: usize = 256;

/// News of the store.
#[derive(Debug, Clone)]
pub enum Event {
    /// These answers are other than before: analyse again.
    Changed(Arc<HashSet<FactKey>>),
    /// A fetch of several steps goes on. `total` is `None` while unknown.
    Progress { key: FactKey, done: u64, total: Option<u64> },
    /// A fetch that told progress has ended, whatever it brought.
    Finished(FactKey),
    /// No host answers: why, for a log. Told once until one answers again.
    Unreachable(String),
}

/// The channel, with the changes that wait to be told.
#[derive(Debug)]
pub struct Events {
    sender: broadcast::Sender<Event>,
    changed: Arc<Mutex<HashSet<FactKey>>>,
    is_unreachable: AtomicBool,
}

impl Default for Events {
    fn default() -> Self {
        let sender = broadcast::Sender::new(CAPACITY);
        Self { sender, changed: Arc::default(), is_unreachable: AtomicBool::new(false) }
    }
}

impl Events {
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }

    pub fn send(&self, event: Event) {
        let _ = self.sender.send(event); // nobody listens on the command line
    }

    /// A host gave an answer.
    pub fn reached(&self) {
        self.is_unreachable.store(false, Ordering::Relaxed);
    }

    /// A host gave none. Many questions fail together; one word of it is enough.
    pub fn unreachable(&self, why: &str) {
        if !self.is_unreachable.swap(true, Ordering::Relaxed) {
            self.send(Event::Unreachable(why.to_owned()));
        }
    }

    /// Notes a change. The first one starts the clock for all that follow closely.
    pub fn changed(&self, runtime: &Handle, key: FactKey) {
        let first = {
            let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
            let first = changed.is_empty();
            changed.insert(key);
            first
        };
        if !first {
            return;
        }
        let (sender, changed) = (self.sender.clone(), Arc::clone(&self.changed));
        runtime.spawn(async move {
            tokio::time::sleep(COALESCE).await;
            let keys = std::mem::take(&mut *changed.lock().unwrap_or_else(PoisonError::into_inner));
            let _ = sender.send(Event::Changed(Arc::new(keys)));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn changes_that_follow_closely_are_told_once() {
        let events = Events::default();
        let mut receiver = events.subscribe();
        let keys = ["a", "b", "a"].map(|name| FactKey::UrlSize(name.into()));
        for key in &keys {
            events.changed(&Handle::current(), key.clone());
        }
        match receiver.recv().await {
            Ok(Event::Changed(told)) => assert_eq!(*told, HashSet::from(keys.clone())),
            other => panic!("{other:?}"),
        }
        tokio::time::sleep(COALESCE * 2).await;
        assert!(receiver.try_recv().is_err(), "nothing is told twice");
    }

    #[test]
    fn an_outage_is_told_once_until_it_ends() {
        let events = Events::default();
        let mut receiver = events.subscribe();
        let mut told = || std::iter::from_fn(|| receiver.try_recv().ok()).count();
        events.unreachable("no route");
        events.unreachable("no route");
        assert_eq!(told(), 1);
        events.reached();
        events.unreachable("no route");
        assert_eq!(told(), 1);
    }
}
