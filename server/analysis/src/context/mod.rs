//! The build context: what COPY and ADD may read, and the files that commands name.

mod dockerignore;
#[cfg(test)]
pub(crate) mod in_memory;

use std::sync::Arc;

use crate::builds::Build;
use crate::facts::{Fact, Unavailable};

pub use dockerignore::DockerIgnore;
pub(crate) use dockerignore::matches_component;

/// Read access to one build context. Answers at once; what takes longer is `Pending` first.
pub trait BuildContext: Send + Sync {
    /// Every file after `.dockerignore`.
    fn listing(&self) -> Fact<ContextListing>;
    /// A text file by its path from the root of the context, with `/`. Paths that lead outside, and
    /// files that are too large or not UTF-8, are unavailable.
    fn read(&self, path: &str) -> Fact<str>;
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

/// One entry of a build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEntry {
    /// From the root of the context, with `/`, no `./`.
    pub path: String,
    pub kind: EntryKind,
    /// Length in bytes of a regular file, 0 for others.
    pub bytes: u64,
    /// Equal for names of the same file (hard links); BuildKit sends each name on its own.
    pub inode: Option<(u64, u64)>,
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

    /// The entries below a folder, which is given without a final slash; all for the root (`""`).
    pub fn below<'c>(&'c self, folder: &'c str) -> impl Iterator<Item = &'c ContextEntry> {
        let prefix_length = if folder.is_empty() { 0 } else { folder.len() + 1 };
        self.entries.iter().filter(move |entry| {
            folder.is_empty()
                || (entry.path.len() > prefix_length
                    && entry.path.starts_with(folder)
                    && entry.path.as_bytes()[folder.len()] == b'/')
        })
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
