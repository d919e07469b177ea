//! The answers of one kind: memory, disk, and how long each stands.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use analysis::facts::{Fact, Known, Origin, Unavailable};
use tokio::time::Instant;

use super::Inner;
use super::age::{Standing, age};
use super::feed::Feed;
use super::kinds::{FOR_EVER, Kind};
use crate::cache::{Content, Entry};
use crate::http::FetchError;

/// Files up to this size are read while the question waits: thousands of tags with their digests take
/// some 800 kB, and about as long as telling of their arrival would. Larger ones are read behind it.
const READ_AT_ONCE: u64 = (1 << 20) + (4 << 10);
/// Files of one kind that may be read at the same time.
const READERS: usize = 8;
/// A failure that passes within this time is tried again by itself once it was asked about.
const RETRY_WITHIN: Duration = Duration::from_secs(5);
/// The pause after a partial answer; it doubles each time, up to the longest.
const FIRST_RETRY_OF_PARTIAL: Duration = Duration::from_secs(4);
const LONGEST_RETRY_OF_PARTIAL: Duration = Duration::from_secs(600);

/// Answers by key.
#[derive(Debug)]
pub struct Table<K: Kind> {
    slots: Mutex<Slots<K>>,
    /// Held while a file is read, one for some keys each: who asks for the same answer meanwhile waits for it.
    reading: [Mutex<()>; READERS],
}

#[derive(Debug)]
struct Slots<K: Kind> {
    by_key: HashMap<K::Key, Slot<K::Value>>,
    /// Counts questions: the age of a slot's last use.
    clock: u64,
    /// How often everything was called old. Answers of earlier rounds are asked for again, however long they
    /// would stand.
    round: u64,
    /// When this round began: what lies on disk from before belongs to an earlier one.
    not_before: SystemTime,
}

#[derive(Debug)]
struct Slot<V> {
    known: Option<Known<V>>,
    /// Since when `known` stands, and the round that it came in.
    standing: Option<(Standing, u64)>,
    failure: Option<Failure>,
    /// The disk has nothing more to say.
    disk_read: bool,
    /// Partial answers in a row.
    partial: u32,
    /// Not before this time a partial answer is asked for again.
    partial_until: Option<Instant>,
    used: u64,
}

#[derive(Debug, Clone)]
struct Failure {
    error: FetchError,
    until: Instant,
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        Self {
            known: None,
            standing: None,
            failure: None,
            disk_read: false,
            partial: 0,
            partial_until: None,
            used: 0,
        }
    }
}

impl<K: Kind> Default for Table<K> {
    fn default() -> Self {
        let slots = Mutex::new(Slots { by_key: HashMap::new(), clock: 0, round: 0, not_before: UNIX_EPOCH });
        Self { slots, reading: std::array::from_fn(|_| Mutex::new(())) }
    }
}

impl<K: Kind> Table<K> {
    /// What is known now. Notes the key when the network, or a large file, may know better.
    pub fn get(&self, inner: &Arc<Inner>, key: &K::Key) -> Fact<K::Value> {
        if self.needs_disk(key) {
            self.read_small_file(inner, key);
        }
        let offline = inner.sources.config.offline;
        let mut slots = self.lock();
        slots.clock += 1;
        let (clock, round) = (slots.clock, slots.round);
        let Some(slot) = slots.by_key.get_mut(key) else {
            drop(slots);
            inner.queue.want(K::fact_key(key), Instant::now() + K::DELAY); // a large file waits on disk
            return Fact::Pending;
        };
        slot.used = clock;
        let (fact, due) = slot.answer::<K>(key, offline, round);
        drop(slots);
        if let Some(due) = due {
            inner.queue.want(K::fact_key(key), due + K::DELAY);
        }
        fact
    }

    /// What is in memory, or in a small file on disk. Nobody else is asked.
    pub fn known(&self, inner: &Inner, key: &K::Key) -> Option<Known<K::Value>> {
        if self.needs_disk(key) {
            self.read_small_file(inner, key);
        }
        self.peek(key)
    }

    /// Gets the answer from a large file or the network and keeps it.
    pub async fn fetch(&self, inner: &Arc<Inner>, key: K::Key) {
        if self.needs_disk(&key) {
            let (reader, wanted) = (Arc::clone(inner), key.clone());
            let entry = inner.runtime.spawn_blocking(move || read_disk::<K>(&reader, &wanted)).await;
            self.put_disk(&key, entry.ok().flatten());
            inner.events.changed(&inner.runtime, K::fact_key(&key));
        }
        let offline = inner.sources.config.offline;
        let due = self.lock().due(&key, offline);
        if offline || due.is_none_or(|due| due > Instant::now()) {
            return;
        }
        let feed = Feed::<K>::new(inner, &key);
        let outcome = K::fetch(inner, &key, &feed).await;
        drop(feed);
        match outcome {
            Ok(value) => {
                inner.events.reached();
                self.put_fetched(inner, &key, value).await;
            }
            Err(error) => {
                if let FetchError::Unreachable(why) = &error {
                    inner.events.unreachable(why);
                }
                self.put_failure(inner, &key, error).await;
            }
        }
    }

    /// Makes answers that can change, and failures, old: the next question about each goes to its source.
    /// What is known is answered meanwhile.
    pub fn outdate(&self) {
        let mut slots = self.lock();
        slots.not_before = SystemTime::now();
        slots.round += 1;
        for slot in slots.by_key.values_mut() {
            (slot.failure, slot.partial, slot.partial_until) = (None, 0, None);
        }
    }

    /// What is in memory, without any question to disk or network.
    pub fn peek(&self, key: &K::Key) -> Option<Known<K::Value>> {
        self.lock().by_key.get(key)?.known.clone()
    }

    /// What earlier questions have left in memory or on disk. Where they left nothing, nobody is asked; a
    /// large file is read behind.
    pub fn recall(&self, inner: &Arc<Inner>, key: &K::Key) -> Option<Arc<K::Value>> {
        self.peek(key).map(|known| known.value).or_else(|| {
            inner.sources.disk.as_ref()?.file_bytes(K::NAME, &K::disk_key(key))?;
            self.get(inner, key).value().cloned()
        })
    }

    /// The answer for another fetch, which waits for it: from memory where it is fresh, else by
    /// a fetch of its own, which nobody else does at the same time.
    pub async fn obtain(&self, inner: &Arc<Inner>, key: &K::Key) -> Result<Arc<K::Value>, FetchError> {
        let fact_key = K::fact_key(key);
        match inner.queue.begin(&fact_key) {
            Some(running) => {
                self.fetch(inner, key.clone()).await;
                drop(running);
            }
            None => inner.queue.wait_for(&[fact_key]).await,
        }
        let slots = self.lock();
        let slot = slots.by_key.get(key);
        match slot.and_then(|slot| slot.known.as_ref()) {
            Some(known) => Ok(Arc::clone(&known.value)),
            None => Err(match slot.and_then(|slot| slot.failure.as_ref()) {
                Some(failure) => failure.error.clone(),
                None => FetchError::Transient("the image was not read".into()),
            }),
        }
    }

    /// Shows a partial answer until the fetch ends. It is not written to disk.
    pub fn put_partial(&self, inner: &Inner, key: &K::Key, known: Known<K::Value>) {
        let mut slots = self.lock();
        let round = slots.round;
        let slot = slots.by_key.entry(key.clone()).or_default();
        if slot.known.as_ref().is_none_or(|old| K::supersedes(&known.value, &old.value)) {
            slot.hold(known, round);
            slot.partial_until = Some(Instant::now() + FIRST_RETRY_OF_PARTIAL); // should the fetch be cancelled
            inner.events.changed(&inner.runtime, K::fact_key(key));
        }
    }

    async fn put_fetched(&self, inner: &Arc<Inner>, key: &K::Key, value: Arc<K::Value>) {
        let known = Known { value, origin: Origin::Live, as_of: SystemTime::now() };
        let kept = {
            let mut slots = self.lock();
            let round = slots.round;
            let slot = slots.by_key.entry(key.clone()).or_default();
            slot.failure = None;
            slot.note_completeness(K::is_complete(&known.value));
            let old = slot.known.as_ref();
            let keep = old.is_none_or(|old| K::supersedes(&known.value, &old.value));
            if keep {
                if old.is_none_or(|old| old.value != known.value || old.origin != known.origin) {
                    inner.events.changed(&inner.runtime, K::fact_key(key));
                }
                slot.hold(known.clone(), round);
            }
            slots.evict(K::CAPACITY);
            keep
        };
        if kept {
            write_disk::<K>(inner, key, known.as_of, Content::Value(known.value)).await;
        }
    }

    async fn put_failure(&self, inner: &Arc<Inner>, key: &K::Key, error: FetchError) {
        tracing::debug!("{}: {error}", K::fact_key(key));
        let gone = error == FetchError::NotFound;
        {
            let mut slots = self.lock();
            let slot = slots.by_key.entry(key.clone()).or_default();
            let was =
                slot.failure.replace(Failure { until: Instant::now() + error.hold(), error: error.clone() });
            let had_value = slot.known.is_some();
            if gone {
                slot.known = None; // the source's word; other failures leave an older answer standing
            }
            let changed = if had_value { gone } else { was.is_none_or(|was| was.error != error) };
            if changed {
                inner.events.changed(&inner.runtime, K::fact_key(key));
            }
        }
        if gone {
            write_disk::<K>(inner, key, SystemTime::now(), Content::NotFound).await;
        }
    }

    fn needs_disk(&self, key: &K::Key) -> bool {
        self.lock().by_key.get(key).is_none_or(|slot| !slot.disk_read && slot.known.is_none())
    }

    /// Takes the answer from disk where that is quick. A large file leaves no slot behind.
    fn read_small_file(&self, inner: &Inner, key: &K::Key) {
        let _reading = self.begin_to_read(key);
        if !self.needs_disk(key) {
            return; // somebody else has read it meanwhile
        }
        let disk = inner.sources.disk.as_ref();
        let bytes = disk.and_then(|disk| disk.file_bytes(K::NAME, &K::disk_key(key)));
        if bytes.is_none_or(|bytes| bytes <= READ_AT_ONCE) {
            let entry = bytes.and_then(|_| read_disk::<K>(inner, key));
            self.put_disk(key, entry);
        }
    }

    fn begin_to_read(&self, key: &K::Key) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let reader = hasher.finish() as usize % READERS;
        self.reading[reader].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_disk(&self, key: &K::Key, entry: Option<Entry<K::Value>>) {
        let mut slots = self.lock();
        let (round, not_before) = (slots.round, slots.not_before);
        let slot = slots.by_key.entry(key.clone()).or_default();
        slot.disk_read = true;
        let Some(Entry { as_of, content }) = entry else { return };
        let age = age(as_of);
        match content {
            Content::Value(value) if slot.known.is_none() => {
                let known = Known { value: Arc::new(value), origin: Origin::Cache, as_of };
                slot.hold(known, if as_of >= not_before { round } else { 0 });
            }
            Content::NotFound if age < FetchError::NotFound.hold() && as_of >= not_before => {
                let until = Instant::now() + (FetchError::NotFound.hold() - age);
                slot.failure = Some(Failure { error: FetchError::NotFound, until });
            }
            _ => {}
        }
        slots.evict(K::CAPACITY);
    }

    fn lock(&self) -> MutexGuard<'_, Slots<K>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Slot<V> {
    /// The answer, and from when on the network should be asked, if at all.
    fn answer<K: Kind<Value = V>>(
        &self,
        key: &K::Key,
        offline: bool,
        round: u64,
    ) -> (Fact<V>, Option<Instant>) {
        let now = Instant::now();
        let failure = self.failure.as_ref().filter(|failure| failure.until > now);
        // A short failure is waited out behind; a long one only passes with a later question.
        let retry = failure.map(|failure| failure.until).filter(|until| *until < now + RETRY_WITHIN);
        let ask = if failure.is_some() { retry } else { Some(now) };
        let ask = ask.filter(|_| !offline);
        if let Some(known) = &self.known {
            let fresh = match self.partial_until {
                Some(until) => until > now,
                None => self.is_fresh(K::fresh_for(key), round),
            };
            return (Fact::Known(known.clone()), ask.filter(|_| !fresh));
        }
        match failure {
            Some(failure) => (Fact::Unavailable(failure.error.to_unavailable()), ask),
            None if offline => (Fact::Unavailable(Unavailable::Offline), None),
            None => (Fact::Pending, ask),
        }
    }

    fn hold(&mut self, known: Known<V>, round: u64) {
        self.standing = Some((Standing::from_now(known.as_of), round));
        self.known = Some(known);
    }

    /// What never changes needs no second question.
    fn is_fresh(&self, stands: Duration, round: u64) -> bool {
        let is_young = |(standing, of): (Standing, u64)| of == round && standing.age() < stands;
        stands == FOR_EVER || self.standing.is_some_and(is_young)
    }

    /// A partial answer is asked for again soon, then ever more seldom.
    fn note_completeness(&mut self, complete: bool) {
        if complete {
            (self.partial, self.partial_until) = (0, None);
            return;
        }
        let pause = FIRST_RETRY_OF_PARTIAL.saturating_mul(1 << self.partial.min(10));
        self.partial += 1;
        self.partial_until = Some(Instant::now() + pause.min(LONGEST_RETRY_OF_PARTIAL));
    }
}

impl<K: Kind> Slots<K> {
    /// From when on the source should be asked about a key that has a slot, if at all.
    fn due(&self, key: &K::Key, offline: bool) -> Option<Instant> {
        self.by_key.get(key)?.answer::<K>(key, offline, self.round).1
    }

    /// Forgets what was not asked for the longest time; the disk still has it.
    fn evict(&mut self, capacity: usize) {
        if self.by_key.len() <= capacity {
            return;
        }
        let oldest = self.by_key.iter().min_by_key(|(_, slot)| slot.used).map(|(key, _)| key.clone());
        oldest.into_iter().for_each(|key| drop(self.by_key.remove(&key)));
    }
}

fn read_disk<K: Kind>(inner: &Inner, key: &K::Key) -> Option<Entry<K::Value>> {
    inner.sources.disk.as_ref()?.read(K::NAME, &K::disk_key(key))
}

/// Writes apart from the runtime's threads, and waits: a command line ends right after.
async fn write_disk<K: Kind>(
    inner: &Arc<Inner>,
    key: &K::Key,
    as_of: SystemTime,
    content: Content<Arc<K::Value>>,
) {
    let Some(disk) = inner.sources.disk.clone() else { return };
    let disk_key = K::disk_key(key);
    let write = move || match &content {
        Content::Value(value) => {
            disk.write(K::NAME, &disk_key, &Entry { as_of, content: Content::Value(value.as_ref()) });
        }
        Content::NotFound => {
            disk.write::<K::Value>(K::NAME, &disk_key, &Entry { as_of, content: Content::NotFound });
        }
    };
    let _ = inner.runtime.spawn_blocking(write).await;
}
