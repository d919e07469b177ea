//! The build context: what COPY and ADD may read, and the files that commands name.

mod dockerignore;
#[cfg(test)]
pub(crate) mod in_memory;
mod links;
mod selection;

use std::sync::Arc;

use crate::builds::Build;
use crate::facts::{Fact, Unavailable};

pub use dockerignore::DockerIgnore;
pub(crate) use dockerignore::matches_component;
pub use selection::{Filters, Selected, select};

/// Read access to one build context. Answers at once; what takes longer is `Pending` first.
pub trait BuildContext: Send + Sync {
    /// Every file after `.dockerignore`.
    fn listing(&self) -> Fact<ContextListing>;
    /// A text file by its path from the root of the context, with `/`. Paths that lead outside, and
    /// files that are too large or not UTF-8, are unavailable.
    fn read(&self, path: &str) -> Fact<str>;
    /// The regular files in a tar archive of the context, packed or not, as ADD unpacks it; `Known(None)`
    /// for a file that is none. ADD goes by the content, not by the name.
    fn archive(&self, _path: &str) -> Fact<Option<ArchiveFiles>> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    /// What gzip leaves of a regular file, in bytes; of a large one by samples.
    fn packed(&self, _path: &str) -> Fact<u64> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    /// How compose and bake files build this Dockerfile.
    fn builds(&self) -> Arc<[Build]> {
        Arc::default()
    }
}

/// The files of a build context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContextListing {
    /// Sorted by path.
    pub entries: Vec<ContextEntry>,
    /// There were more files than the limit; sums are lower bounds.
    pub truncated: bool,
}

/// What an archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveFiles {
    /// Regular files: cleaned path and length in bytes. A later file of the same name replaces the earlier.
    pub files: Vec<(String, u64)>,
}

/// One entry of a build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEntry {
    /// From the root of the context, with `/`, no `./`.
    pub path: String,
    pub kind: EntryKind,
    /// Length in bytes of a regular file, 0 for others.
    pub bytes: u64,
    /// Device and number, equal for names of the same file: hard links, which a copy of their folder
    /// keeps. `None` for a file with one name.
    pub inode: Option<(u64, u64)>,
    /// Where a symbolic link leads, as it is written.
    pub target: Option<String>,
}

impl ContextEntry {
    /// A regular file with one name.
    pub fn file(path: impl Into<String>, bytes: u64) -> Self {
        Self { path: path.into(), kind: EntryKind::File, bytes, inode: None, target: None }
    }

    /// An entry that holds no bytes.
    pub fn empty(path: impl Into<String>, kind: EntryKind) -> Self {
        Self { kind, ..Self::file(path, 0) }
    }

    /// A symbolic link.
    pub fn link(path: impl Into<String>, target: impl Into<String>) -> Self {
        Self { target: Some(target.into()), ..Self::empty(path, EntryKind::Symlink) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    File,
    Directory,
    Symlink,
    /// Sockets, devices, pipes.
    Other,
}

impl ContextListing {
    /// The entry at a path.
    pub fn get(&self, path: &str) -> Option<&ContextEntry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// There is something at a path: an entry, or a folder of which entries are kept; the root always.
    pub fn has(&self, path: &str) -> bool {
        path.is_empty() || self.get(path).is_some() || self.below(path).next().is_some()
    }

    /// The entries below a folder, which is given without a final slash; all for the root (`""`).
    pub fn below<'c>(&'c self, folder: &str) -> std::slice::Iter<'c, ContextEntry> {
        if folder.is_empty() {
            return self.entries.iter();
        }
        // Sorted by path, so that what begins with `folder/` stands together.
        let inside =
            |entry: &ContextEntry| entry.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let before = |entry: &ContextEntry| {
            entry.path.as_bytes().iter().cmp(folder.as_bytes().iter().chain(b"/")).is_lt()
        };
        let rest = &self.entries[self.entries.partition_point(before)..];
        rest[..rest.partition_point(inside)].iter()
    }
}

/// A build context that nobody has looked at.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoContext;

impl BuildContext for NoContext {
    fn listing(&self) -> Fact<ContextListing> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn read(&self, _: &str) -> Fact<str> {
        Fact::Unavailable(Unavailable::NotFound)
    }
}
