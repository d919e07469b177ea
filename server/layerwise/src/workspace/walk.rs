//! The walk through the folder of a build context: what Docker would send of it, within bounds.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use analysis::context::{ContextEntry, ContextListing, DockerIgnore, EntryKind};

/// Entries listed; a context with more is cut, and its sums are lower bounds.
const MAX_ENTRIES: usize = 200_000;
/// Folders nested deeper are not entered.
const MAX_DEPTH: usize = 64;
/// Files and folders looked at, ignored ones included; what lies behind them is left out.
const MAX_SEEN: usize = 1_000_000;
/// How long a listing may take: folders of other machines can be slow.
const MAX_TIME: Duration = Duration::from_secs(30);
/// Entries between two looks at the clock: a long `.dockerignore` makes each of them slow.
const CLOCK_EVERY: usize = 64;
/// How often a walk tells how far it is.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// What goes on beside a walk.
pub(super) struct Course<'c> {
    /// Nobody waits for it any more.
    pub is_over: &'c dyn Fn() -> bool,
    /// Hears how many entries are listed so far; zero at the start.
    pub listed: &'c dyn Fn(usize),
}

/// A walk through a folder that follows no links.
pub(super) struct Walk<'c> {
    ignore: DockerIgnore,
    course: Course<'c>,
    deadline: Instant,
    told: Instant,
    seen: usize,
    /// Folders to enter, what their paths begin with, and their depth.
    open: Vec<(PathBuf, String, usize)>,
    listing: ContextListing,
}

impl<'c> Walk<'c> {
    pub fn new(ignore: DockerIgnore, course: Course<'c>) -> Self {
        let (open, listing, now) = (Vec::new(), ContextListing::default(), Instant::now());
        Self { ignore, course, deadline: now + MAX_TIME, told: now, seen: 0, open, listing }
    }

    /// What Docker would send of this folder, by path.
    pub fn list(mut self, root: &Path) -> ContextListing {
        (self.course.listed)(0);
        self.open.push((root.to_owned(), String::new(), 0));
        while let Some((folder, prefix, depth)) = self.open.pop() {
            // A folder that may not be read is not sent by Docker either, which says so.
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                if self.is_enough() {
                    self.listing.truncated = true;
                    self.open.clear();
                    break;
                }
                self.take(&entry, &prefix, depth);
            }
        }
        self.listing.entries.sort_by(|a, b| a.path.cmp(&b.path));
        self.listing
    }

    fn is_enough(&mut self) -> bool {
        self.seen += 1;
        self.listing.entries.len() >= MAX_ENTRIES
            || self.seen > MAX_SEEN
            || (self.course.is_over)()
            || (self.seen.is_multiple_of(CLOCK_EVERY) && self.is_late())
    }

    /// Whether the time is up; if not, tells how far the walk is.
    fn is_late(&mut self) -> bool {
        let now = Instant::now();
        if now > self.told + TELL_EVERY {
            self.told = now;
            (self.course.listed)(self.listing.entries.len());
        }
        now > self.deadline
    }

    fn take(&mut self, entry: &fs::DirEntry, prefix: &str, depth: usize) {
        // A name that is not UTF-8 cannot be named in a Dockerfile, but counts.
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let Some((found, is_folder)) = describe(entry, &path) else { return };
        let ignored = self.ignore.ignores(&path);
        if is_folder && depth < MAX_DEPTH && (!ignored || self.ignore.may_have_exceptions()) {
            self.open.push((entry.path(), format!("{path}/"), depth + 1));
        }
        if !ignored {
            self.listing.entries.push(found);
        }
    }
}

fn describe(entry: &fs::DirEntry, path: &str) -> Option<(ContextEntry, bool)> {
    let metadata = entry.metadata().ok()?; // of the link itself, where it is one
    let kind = match metadata.file_type() {
        kind if kind.is_file() => EntryKind::File,
        kind if kind.is_dir() => EntryKind::Directory,
        kind if kind.is_symlink() => EntryKind::Symlink,
        _ => EntryKind::Other,
    };
    let bytes = if kind == EntryKind::File { metadata.len() } else { 0 };
    let target = fs::read_link(entry.path()).ok().filter(|_| kind == EntryKind::Symlink);
    let target = target.map(|target| target.to_string_lossy().into_owned());
    let entry = ContextEntry { path: path.to_owned(), kind, bytes, inode: inode(&metadata), target };
    Some((entry, kind == EntryKind::Directory))
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    (metadata.is_file() && metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}
