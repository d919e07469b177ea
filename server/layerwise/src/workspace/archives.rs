//! Archives of a build context, which take a while to unpack and are read once.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use analysis::context::ArchiveFiles;
use analysis::facts::{Fact, Unavailable};

use super::context::live;
use super::listings::OnChange;

/// What each archive holds, as long as the file stays as it is.
#[derive(Default)]
pub(super) struct Archives {
    counted: Arc<Mutex<HashMap<PathBuf, Counted>>>,
}

struct Counted {
    modified: Option<SystemTime>,
    bytes: u64,
    /// `Pending` while it is read.
    files: Fact<Option<ArchiveFiles>>,
}

impl Archives {
    /// Reads a regular file behind and calls `on_change` at the end; without it the asker waits.
    pub fn files_of(&self, file: &Path, on_change: Option<&OnChange>) -> Fact<Option<ArchiveFiles>> {
        let Some(metadata) = file.metadata().ok().filter(std::fs::Metadata::is_file) else {
            return Fact::Unavailable(Unavailable::NotFound);
        };
        let (modified, bytes) = (metadata.modified().ok(), metadata.len());
        let mut counted = lock(&self.counted);
        if let Some(known) = counted.get(file).filter(|it| it.modified == modified && it.bytes == bytes) {
            return known.files.clone();
        }
        counted.insert(file.to_owned(), Counted { modified, bytes, files: Fact::Pending });
        drop(counted);
        let (shared, path) = (Arc::clone(&self.counted), file.to_owned());
        let read = move || {
            let files = read(&path);
            if let Some(counted) = lock(&shared).get_mut(&path) {
                counted.files = files.clone();
            }
            files
        };
        let Some(on_change) = on_change.map(Arc::clone) else { return read() };
        let behind = move || {
            read();
            on_change();
        };
        // Without a thread the answer stays pending, which is true.
        let _ = std::thread::Builder::new().name("archive".into()).spawn(behind);
        Fact::Pending
    }
}

fn read(file: &Path) -> Fact<Option<ArchiveFiles>> {
    match File::open(file).and_then(external::archive::files_of) {
        Ok(files) => Fact::Known(live(Arc::new(files))),
        Err(error) => Fact::Unavailable(Unavailable::Failed(error.to_string())),
    }
}

/// The table is replaced entry by entry, so a panic elsewhere leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
