//! The images that the Dockerfiles of the workspace begin with, gathered apart from requests.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ide::base_images::base_images;
use syntax::Source;

use crate::workspace;

/// Files read: the images of a large workspace repeat themselves.
const MAX_FILES: usize = 500;
/// Files and folders looked at: a workspace may be a whole home folder.
const MAX_ENTRIES: usize = 50_000;
/// What was gathered this long ago is gathered anew when it is asked for.
const FRESH_FOR: Duration = Duration::from_secs(60);

/// Names by use, the most used first. Clones share them.
#[derive(Clone, Default)]
pub struct WorkspaceImages {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    images: Arc<[String]>,
    gathered: Option<Instant>,
    is_under_way: bool,
}

impl WorkspaceImages {
    /// What is known now. Begins to gather where that is old; not for a thread without a runtime.
    pub fn get(&self, roots: Vec<PathBuf>) -> Arc<[String]> {
        let mut shared = self.lock();
        let is_fresh = shared.gathered.is_some_and(|since| since.elapsed() < FRESH_FOR);
        if !is_fresh && !shared.is_under_way && !roots.is_empty() {
            shared.is_under_way = true;
            let own = self.clone();
            tokio::task::spawn_blocking(move || own.put(gather(&roots)));
        }
        Arc::clone(&shared.images)
    }

    /// The workspace has other folders.
    pub fn forget(&self) {
        self.lock().gathered = None;
    }

    fn put(&self, images: Arc<[String]>) {
        let mut shared = self.lock();
        *shared = Shared { images, gathered: Some(Instant::now()), is_under_way: false };
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the Dockerfiles below the roots and counts what they begin with.
fn gather(roots: &[PathBuf]) -> Arc<[String]> {
    let files = roots.iter().flat_map(|root| workspace::some_dockerfiles_below(root, MAX_ENTRIES));
    let mut uses: HashMap<String, usize> = HashMap::new();
    for path in files.take(MAX_FILES) {
        let text = workspace::read(&path).ok().filter(|text| !text.is_binary());
        let names = text.map(|text| base_images(&Source::parse(&text.content))).unwrap_or_default();
        names.into_iter().for_each(|name| *uses.entry(name).or_default() += 1);
    }
    let mut counted: Vec<(String, usize)> = uses.into_iter().collect();
    counted.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    counted.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_of_the_workspace_by_use() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        };
        write("Dockerfile", "FROM team/b:1 AS one\nFROM one\nFROM team/a\n");
        write("sub/gpu.Dockerfile", "FROM --platform=linux/amd64 team/a:2\nFROM $BASE\nFROM scratch\n");
        write("notes.md", "FROM team/c\n");
        assert_eq!(*gather(&[folder.path().to_owned()]), ["team/a".to_owned(), "team/b".to_owned()]);
    }
}
