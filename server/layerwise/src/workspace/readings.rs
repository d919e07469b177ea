//! Files of a build context that take a while to read, and are read once: archives, and what gzip leaves.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant, SystemTime};

use analysis::facts::{Fact, Unavailable};

use super::context::live;
use super::listings::OnChange;

/// How often somebody hears of answers while others are still worked out.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// What was found out of each file, as long as it stays as it is. One thread reads behind, however many files
/// are asked for, and ends with the context.
pub(super) struct Readings<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    read: fn(File) -> std::io::Result<T>,
    state: Mutex<State<T>>,
}

struct State<T> {
    known: HashMap<PathBuf, Reading<T>>,
    /// Files that are to be read behind.
    waiting: VecDeque<PathBuf>,
    is_reading: bool,
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
        let state = State { known: HashMap::new(), waiting: VecDeque::new(), is_reading: false };
        Self { shared: Arc::new(Shared { read, state: Mutex::new(state) }) }
    }

    /// Reads a regular file behind and calls `on_change` afterwards; without it the asker waits.
    pub fn of(&self, file: &Path, on_change: Option<&OnChange>) -> Fact<T> {
        let Some(metadata) = file.metadata().ok().filter(std::fs::Metadata::is_file) else {
            return Fact::Unavailable(Unavailable::NotFound);
        };
        let (modified, bytes) = (metadata.modified().ok(), metadata.len());
        let mut state = self.shared.lock();
        if let Some(it) = state.known.get(file).filter(|it| it.modified == modified && it.bytes == bytes) {
            return it.answer.clone();
        }
        state.known.insert(file.to_owned(), Reading { modified, bytes, answer: Fact::Pending });
        let Some(on_change) = on_change else {
            drop(state);
            return self.shared.read(file);
        };
        state.waiting.push_back(file.to_owned());
        if !state.is_reading {
            let (shared, on_change) = (Arc::downgrade(&self.shared), Arc::clone(on_change));
            let behind = move || read_waiting(&shared, &on_change);
            // Without a thread the answers stay pending, which is true.
            state.is_reading = std::thread::Builder::new().name("context-files".into()).spawn(behind).is_ok();
        }
        Fact::Pending
    }
}

impl<T: Clone + Send + Sync + 'static> Shared<T> {
    fn read(&self, file: &Path) -> Fact<T> {
        let reader = self.read;
        let broken = |_| Err(std::io::Error::other("its content could not be understood"));
        let answer = match catch_unwind(|| File::open(file).and_then(reader)).unwrap_or_else(broken) {
            Ok(value) => Fact::Known(live(Arc::new(value))),
            Err(error) => Fact::Unavailable(Unavailable::Failed(error.to_string())),
        };
        if let Some(reading) = self.lock().known.get_mut(file) {
            reading.answer = answer.clone();
        }
        answer
    }

    /// The next file to read; the thread that hears that there is none ends.
    fn next(&self) -> Option<PathBuf> {
        let mut state = self.lock();
        let next = state.waiting.pop_front();
        state.is_reading = next.is_some();
        next
    }

    /// The tables are changed entry by entry, so a panic elsewhere leaves them usable.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_waiting<T: Clone + Send + Sync + 'static>(shared: &Weak<Shared<T>>, on_change: &OnChange) {
    let mut told = Instant::now();
    while let Some(shared) = shared.upgrade() {
        let Some(file) = shared.next() else { return on_change() };
        shared.read(&file);
        if told.elapsed() > TELL_EVERY {
            told = Instant::now();
            on_change();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;

    use super::*;

    static AT_WORK: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);

    /// The length of a file, slowly; it panics at an empty one.
    fn slowly(file: File) -> std::io::Result<u64> {
        MOST.fetch_max(AT_WORK.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(2));
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
        let length = file.metadata()?.len();
        assert!(length > 0, "an empty file");
        Ok(length)
    }

    #[test]
    fn many_files_are_read_one_after_the_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let files: Vec<PathBuf> = (0..100).map(|number| folder.path().join(number.to_string())).collect();
        for (length, file) in files.iter().enumerate() {
            std::fs::write(file, vec![0; length]).expect("written");
        }
        let (sender, changes) = channel();
        let on_change: OnChange = Arc::new(move || {
            let _ = sender.send(()); // the test may be over
        });
        let readings = Readings::by(slowly);
        let answers = || files.iter().map(|file| readings.of(file, Some(&on_change)));
        while answers().any(|answer| matches!(answer, Fact::Pending)) {
            changes.recv_timeout(Duration::from_secs(20)).expect("they are read");
        }
        let known: Vec<Option<u64>> = answers().map(|answer| answer.value().map(|bytes| **bytes)).collect();
        assert_eq!(known, (0..100).map(|length| Some(length).filter(|_| length > 0)).collect::<Vec<_>>());
        assert_eq!(MOST.load(Ordering::SeqCst), 1);
    }
}
