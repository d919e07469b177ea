//! Keeps the cache's folder within its bound.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Ends the names of files that are being written.
pub const TEMPORARY_SUFFIX: &str = ".tmp";
/// A temporary file that is this old, or is from this far in the future, belongs to a process that died.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// What clocks may differ by.
const SKEW: Duration = Duration::from_secs(300);

struct CachedFile {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

/// Removes what was used least recently until three quarters of the bound are left, so that
/// not every write prunes. Stamps from the future come first: they would outlive all that is used. Another process may do the same: a file that is gone is gone.
pub fn prune(folder: &Path, max_bytes: u64) {
    let mut files = files_of(folder);
    remove_abandoned(&files);
    files.retain(|file| !is_temporary(&file.path));
    let mut total: u64 = files.iter().map(|file| file.bytes).sum();
    if total <= max_bytes {
        return;
    }
    let latest = SystemTime::now() + SKEW;
    files.sort_by_key(|file| if file.modified > latest { SystemTime::UNIX_EPOCH } else { file.modified });
    for file in files {
        if total <= max_bytes / 4 * 3 {
            break;
        }
        let _ = fs::remove_file(&file.path);
        total -= file.bytes;
    }
}

fn files_of(folder: &Path) -> Vec<CachedFile> {
    let kinds = fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = kinds.flat_map(|kind| fs::read_dir(kind.path()).into_iter().flatten().flatten());
    let files = entries.filter_map(|entry| {
        let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let modified = metadata.modified().ok()?;
        Some(CachedFile { path: entry.path(), bytes: metadata.len(), modified })
    });
    files.collect()
}

fn remove_abandoned(files: &[CachedFile]) {
    let now = SystemTime::now();
    for file in files.iter().filter(|file| is_temporary(&file.path)) {
        let distance = now.duration_since(file.modified).unwrap_or_else(|error| error.duration());
        if distance > ABANDONED_AFTER {
            let _ = fs::remove_file(&file.path);
        }
    }
}

fn is_temporary(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.ends_with(TEMPORARY_SUFFIX))
}
