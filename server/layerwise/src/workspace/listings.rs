//! Listings of build contexts that go on behind: who hears of them, and how they are stopped.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Called when a listing that was pending, or has changed, is there.
pub type OnChange = Arc<dyn Fn() + Send + Sync>;
/// Called while a listing that somebody waits for goes on, with the entries so far; `None` at its end.
pub type OnProgress = Arc<dyn Fn(&Listing, Option<usize>) + Send + Sync>;

/// Who hears of what goes on behind.
#[derive(Clone)]
pub struct Listeners {
    pub on_change: OnChange,
    pub on_progress: OnProgress,
}

/// The listing of one context, however often it is made. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Listing(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The last part of the folder's path.
    folder: String,
    stopped: AtomicBool,
}

impl Listing {
    pub fn of(root: &Path) -> Self {
        let folder = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy().into_owned();
        Self(Arc::new(Inner { folder, stopped: AtomicBool::new(false) }))
    }

    /// Ends the one under way; there is no other until it is resumed.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    pub fn resume(&self) {
        self.0.stopped.store(false, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Relaxed)
    }
}

impl fmt::Display for Listing {
    /// A short name for people: what a progress report shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "files of {}", self.0.folder)
    }
}

impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Listing {}

impl Hash for Listing {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}
