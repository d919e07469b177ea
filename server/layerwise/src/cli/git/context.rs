//! The build context of a revision: its tracked files, as a fresh checkout would have them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use analysis::context::{BuildContext, ContextEntry, ContextListing, DockerIgnore, EntryKind};
use analysis::facts::{Fact, Known, Origin, Unavailable};

use super::{Revision, git};
use crate::failure::Failure;

/// A folder of a commit.
pub struct RevisionContext {
    revision: Revision,
    /// Object ids of its files, by path.
    blobs: HashMap<String, String>,
    listing: Arc<ContextListing>,
    /// Texts that were read.
    texts: Mutex<HashMap<String, Option<Arc<str>>>>,
}

/// Requirement files and the like are smaller.
const MAX_FILE_BYTES: usize = 1 << 20;

impl RevisionContext {
    /// Lists the folder at `prefix` (`""`, `docker/`). `dockerfile` is the Dockerfile's path below it:
    /// its own ignore file stands before `.dockerignore`.
    ///
    /// # Errors
    /// When git cannot list the commit.
    pub fn new(revision: &Revision, prefix: &str, dockerfile: &str) -> Result<Self, Failure> {
        let tree = format!("{}:{prefix}", revision.commit);
        let listed = git(&revision.folder, &["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", &tree])?;
        let output = listed.unwrap_or_default();
        let text = String::from_utf8_lossy(&output);
        let found: Vec<(ContextEntry, String)> = text.split('\0').filter_map(entry).collect();
        let blobs = found.iter().map(|(entry, id)| (entry.path.clone(), id.clone())).collect();
        let mut context =
            Self { revision: revision.clone(), blobs, listing: Arc::default(), texts: Mutex::default() };
        let own = context.text(&format!("{dockerfile}.dockerignore"));
        let ignore = own.or_else(|| context.text(".dockerignore"));
        let ignore = ignore.map(|text| DockerIgnore::parse(&text)).unwrap_or_default();
        let mut entries: Vec<ContextEntry> = found.into_iter().map(|(entry, _)| entry).collect();
        entries.retain(|entry| !ignore.ignores(&entry.path));
        for link in entries.iter_mut().filter(|entry| entry.kind == EntryKind::Symlink) {
            link.target = context.text(&link.path);
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        context.listing = Arc::new(ContextListing { entries, truncated: false });
        Ok(context)
    }

    fn text(&self, path: &str) -> Option<String> {
        let bytes = self.revision.blob(self.blobs.get(path)?).ok()??;
        String::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_FILE_BYTES)
    }
}

/// `100644 blob ID    1234<TAB>path`
fn entry(line: &str) -> Option<(ContextEntry, String)> {
    let (head, path) = line.split_once('\t')?;
    let mut fields = head.split_whitespace();
    let (mode, kind, id, bytes) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let kind = match (kind, mode) {
        ("tree", _) => EntryKind::Directory,
        ("blob", "120000") => EntryKind::Symlink,
        ("blob", _) => EntryKind::File,
        _ => EntryKind::Other,
    };
    let bytes = if kind == EntryKind::File { bytes.parse().ok()? } else { 0 };
    Some((ContextEntry { kind, ..ContextEntry::file(path, bytes) }, id.to_owned()))
}

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::now() })
}

impl BuildContext for RevisionContext {
    fn listing(&self) -> Fact<ContextListing> {
        known(Arc::clone(&self.listing))
    }

    fn read(&self, path: &str) -> Fact<str> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts.entry(path.to_owned()).or_insert_with(|| self.text(path).map(Arc::from));
        text.clone().map_or(Fact::Unavailable(Unavailable::NotFound), known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_ls_tree() {
        let (file, id) = entry("100755 blob 9daeafb    1234\tdir/a b.sh").expect("a file");
        assert_eq!((file.path.as_str(), file.bytes, file.kind), ("dir/a b.sh", 1234, EntryKind::File));
        assert_eq!(id, "9daeafb");
        let kinds = ["040000 tree a -\td", "120000 blob a 4\tl", "160000 commit a -\ts"];
        let kinds: Vec<_> = kinds.iter().filter_map(|line| entry(line)).map(|(it, _)| it.kind).collect();
        assert_eq!(kinds, [EntryKind::Directory, EntryKind::Symlink, EntryKind::Other]);
        assert!(entry("").is_none());
    }
}
