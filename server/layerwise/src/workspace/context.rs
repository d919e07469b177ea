//! A build context on disk.
//!
//! Nothing outside of it is ever read: paths with `..` are refused, symbolic links that lead out are
//! not followed. What is listed is bounded.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use analysis::builds::Build;
use analysis::context::{ArchiveFiles, BuildContext, ContextListing, DockerIgnore};
use analysis::facts::{Fact, Known, Origin, Unavailable};

use super::builds::Surroundings;
use super::listings::{Listeners, Listing};
use super::readings::Readings;
use super::walk::{Course, Walk};

/// Requirement files and the like are smaller.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// How long an editor's listing counts as fresh; then the next question looks again behind.
const FRESH: Duration = Duration::from_secs(3);
/// A folder that takes long to list is looked at more rarely: at most this part of the time.
const REST: u32 = 20;

/// The files of a folder after its `.dockerignore`.
pub struct DiskContext {
    shared: Arc<Shared>,
    /// The folder, as it was named.
    root: PathBuf,
    builds: Arc<[Build]>,
    /// `None` lists while the asker waits: the command line.
    listeners: Option<Listeners>,
}

struct Shared {
    /// Stopped where the person wants none, and where nobody will ask any more.
    listing: Listing,
    root: PathBuf,
    /// `Dockerfile.gpu.dockerignore` stands before `.dockerignore`.
    dockerfile: Option<PathBuf>,
    state: Mutex<State>,
    archives: Readings<Option<ArchiveFiles>>,
    packed: Readings<u64>,
}

#[derive(Default)]
struct State {
    listing: Option<Known<ContextListing>>,
    listed_at: Option<Instant>,
    /// How long the last listing took.
    took: Duration,
    is_listing: bool,
    files: HashMap<String, CachedFile>,
}

struct CachedFile {
    modified: Option<SystemTime>,
    bytes: u64,
    known: Known<str>,
}

impl DiskContext {
    /// A context that is listed at the first question, which waits for it.
    pub fn blocking(around: Surroundings, dockerfile: Option<&Path>) -> Self {
        Self::new(around, dockerfile, None)
    }

    /// A context that is listed behind; the listeners hear when the answer is another than before.
    pub fn in_background(around: Surroundings, dockerfile: Option<&Path>, listeners: Listeners) -> Self {
        Self::new(around, dockerfile, Some(listeners))
    }

    fn new(around: Surroundings, dockerfile: Option<&Path>, listeners: Option<Listeners>) -> Self {
        let Surroundings { root, builds } = around;
        Self { shared: Shared::new(&root, dockerfile), root, builds, listeners }
    }

    /// Where paths of the context begin.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it was made for these surroundings.
    pub fn is_for(&self, around: &Surroundings) -> bool {
        self.root == around.root && self.builds == around.builds
    }

    /// Forgets what was read: something on disk has changed.
    pub fn invalidate(&self) {
        let mut state = self.shared.lock();
        state.listed_at = None;
        state.files.clear();
    }

    /// Lists again at the next question, also where the person had stopped it.
    pub fn resume(&self) {
        self.shared.listing.resume();
        self.invalidate();
    }

    /// Begins a listing behind, unless one is under way, was stopped, or the last one is fresh.
    fn refresh(&self, listeners: &Listeners) {
        let mut state = self.shared.lock();
        let is_fresh = state.listed_at.is_some_and(|at| at.elapsed() < FRESH.max(state.took * REST));
        if state.is_listing || is_fresh || self.shared.listing.is_stopped() {
            return;
        }
        state.is_listing = true;
        // Nobody waits for one that only looks again.
        let is_awaited = state.listing.is_none();
        drop(state);
        let (shared, listeners) = (Arc::clone(&self.shared), listeners.clone());
        let listing = move || {
            let tell = |entries| {
                if is_awaited {
                    (listeners.on_progress)(&shared.listing, entries);
                }
            };
            let has_changed = shared.list(&|entries| tell(Some(entries)));
            tell(None);
            if has_changed {
                (listeners.on_change)();
            }
        };
        // Without a thread the answer stays pending, which is true.
        let _ = std::thread::Builder::new().name("context".into()).spawn(listing);
    }
}

impl Drop for DiskContext {
    fn drop(&mut self) {
        self.shared.listing.stop();
    }
}

impl BuildContext for DiskContext {
    fn listing(&self) -> Fact<ContextListing> {
        match &self.listeners {
            Some(listeners) => self.refresh(listeners),
            None if self.shared.lock().listing.is_none() => drop(self.shared.list(&|_| ())),
            None => {}
        }
        self.shared.lock().listing.clone().map_or(Fact::Pending, Fact::Known)
    }

    fn read(&self, path: &str) -> Fact<str> {
        self.shared.read(path)
    }

    fn archive(&self, path: &str) -> Fact<Option<ArchiveFiles>> {
        let Some(file) = self.shared.inside(path) else { return Fact::Unavailable(Unavailable::NotFound) };
        let on_change = self.listeners.as_ref().map(|listeners| &listeners.on_change);
        self.shared.archives.of(&file, on_change)
    }

    fn packed(&self, path: &str) -> Fact<u64> {
        let Some(file) = self.shared.inside(path) else { return Fact::Unavailable(Unavailable::NotFound) };
        let on_change = self.listeners.as_ref().map(|listeners| &listeners.on_change);
        self.shared.packed.of(&file, on_change)
    }

    fn builds(&self) -> Arc<[Build]> {
        Arc::clone(&self.builds)
    }
}

impl Shared {
    fn new(root: &Path, dockerfile: Option<&Path>) -> Arc<Self> {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Arc::new(Self {
            listing: Listing::of(&root),
            root,
            dockerfile: dockerfile.map(Path::to_owned),
            state: Mutex::default(),
            archives: Readings::by(external::archive::files_of),
            packed: Readings::by(external::packed::gzip_bytes),
        })
    }

    /// Lists the folder and tells how many entries there are so far; whether the answer is another than before.
    fn list(&self, tell: &dyn Fn(usize)) -> bool {
        let begun = Instant::now();
        let course = Course { is_over: &|| self.listing.is_stopped(), listed: tell };
        let listing = Walk::new(self.ignore_file(), course).list(&self.root);
        let mut state = self.lock();
        state.is_listing = false;
        state.listed_at = Some(Instant::now());
        state.took = begun.elapsed();
        let changed = state.listing.as_ref().is_none_or(|known| *known.value != listing);
        if changed {
            state.listing = Some(live(Arc::new(listing)));
        }
        changed
    }

    fn ignore_file(&self) -> DockerIgnore {
        let own = self.dockerfile.as_ref().and_then(|dockerfile| {
            let mut name = dockerfile.clone().into_os_string();
            name.push(".dockerignore");
            read_inside(dockerfile.parent()?, Path::new(&name))
        });
        let text = own.or_else(|| read_inside(&self.root, &self.root.join(".dockerignore")));
        text.map(|text| DockerIgnore::parse(&text)).unwrap_or_default()
    }

    fn read(&self, path: &str) -> Fact<str> {
        let Some(file) = self.inside(path) else { return Fact::Unavailable(Unavailable::NotFound) };
        let Ok(metadata) = fs::metadata(&file) else { return Fact::Unavailable(Unavailable::NotFound) };
        let (modified, bytes) = (metadata.modified().ok(), metadata.len());
        if let Some(cached) =
            self.lock().files.get(path).filter(|it| it.modified == modified && it.bytes == bytes)
        {
            return Fact::Known(cached.known.clone());
        }
        let Some(text) = read_bounded(&file) else {
            let why = "the file is too large, no regular file or not UTF-8";
            return Fact::Unavailable(Unavailable::Failed(why.into()));
        };
        let known = live::<str>(Arc::from(text));
        self.lock().files.insert(path.to_owned(), CachedFile { modified, bytes, known: known.clone() });
        Fact::Known(known)
    }

    /// The file of a context path, if it lies inside, links resolved.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.trim_start_matches('/'));
        let is_plain =
            relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let file = self.root.join(relative).canonicalize().ok().filter(|_| is_plain)?;
        file.starts_with(&self.root).then_some(file)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is replaced whole, so a panic elsewhere leaves it usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn live<T: ?Sized>(value: Arc<T>) -> Known<T> {
    Known { value, origin: Origin::Live, as_of: SystemTime::now() }
}

/// A small regular file in UTF-8. Devices and pipes are not opened.
pub(super) fn read_bounded(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return None;
    }
    let mut text = String::new();
    fs::File::open(path).ok()?.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The same, of a file that lies below a folder, links resolved.
pub(super) fn read_inside(folder: &Path, path: &Path) -> Option<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = path.canonicalize().ok()?;
    file.starts_with(folder.canonicalize().ok()?).then(|| read_bounded(&file))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(context: &DiskContext) -> Vec<String> {
        let listing = context.listing();
        listing.value().expect("listed").entries.iter().map(|entry| entry.path.clone()).collect()
    }

    #[test]
    fn the_listing_is_what_docker_would_send() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [
            ("a.txt", "12345"),
            ("b.log", ""),
            ("data/x.csv", "1"),
            ("data/keep/y.csv", "2"),
            (".dockerignore", "*.log\ndata\n!data/keep\n"),
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("made");
            fs::write(path, text).expect("written");
        }
        let context = DiskContext::blocking(Surroundings::folder(folder.path()), None);
        assert_eq!(paths(&context), [".dockerignore", "a.txt", "data/keep", "data/keep/y.csv"]);
        let listing = context.listing();
        assert_eq!(listing.value().and_then(|listing| listing.get("a.txt").map(|it| it.bytes)), Some(5));
    }

    #[test]
    fn a_dockerfiles_own_ignore_file_comes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in
            [("a", ""), ("gpu.Dockerfile.dockerignore", "*\n!b"), ("b", ""), (".dockerignore", "b")]
        {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let context = DiskContext::blocking(
            Surroundings::folder(folder.path()),
            Some(&folder.path().join("gpu.Dockerfile")),
        );
        assert_eq!(paths(&context), ["b"]);
    }

    #[test]
    #[cfg(unix)]
    fn links_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a"), "1234").expect("written");
        fs::write(folder.path().join("c"), "1").expect("written");
        fs::hard_link(folder.path().join("a"), folder.path().join("b")).expect("linked");
        std::os::unix::fs::symlink("a", folder.path().join("s")).expect("linked");
        let context = DiskContext::blocking(Surroundings::folder(folder.path()), None);
        let listing = context.listing();
        let entry = |path: &str| listing.value().and_then(|listing| listing.get(path)).expect("listed");
        assert_eq!(entry("a").inode, entry("b").inode);
        assert!(entry("a").inode.is_some() && entry("c").inode.is_none());
        assert_eq!(entry("s").target.as_deref(), Some("a"));
    }

    #[test]
    #[cfg(unix)]
    fn ignore_files_that_lead_outside_are_not_read() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret"), "*").expect("written");
        let folder = outside.path().join("context");
        fs::create_dir(&folder).expect("made");
        std::os::unix::fs::symlink("../secret", folder.join(".dockerignore")).expect("linked");
        std::os::unix::fs::symlink("../secret", folder.join("Dockerfile.dockerignore")).expect("linked");
        let dockerfile = folder.join("Dockerfile");
        let context = DiskContext::blocking(Surroundings::folder(&folder), Some(&dockerfile));
        assert_eq!(paths(&context), [".dockerignore", "Dockerfile.dockerignore"]);
    }

    #[test]
    fn a_listing_that_is_stopped_stays_a_part_until_it_is_resumed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a"), "").expect("written");
        let (sender, changes) = std::sync::mpsc::channel();
        let told = Arc::new(Mutex::new(Vec::new()));
        let listeners = Listeners {
            on_change: Arc::new(move || sender.send(()).expect("the test waits")),
            on_progress: Arc::new({
                let told = Arc::clone(&told);
                move |listing, entries| {
                    told.lock().expect("whole").push((listing.to_string(), entries));
                    // The person stops it as soon as it begins.
                    listing.stop();
                }
            }),
        };
        let context = DiskContext::in_background(Surroundings::folder(folder.path()), None, listeners);
        let listed = || {
            assert!(matches!(context.listing(), Fact::Pending | Fact::Known(_)));
            changes.recv_timeout(Duration::from_secs(20)).expect("it ends");
            let listing = context.listing();
            listing.value().map(|listing| (listing.entries.len(), listing.truncated)).expect("listed")
        };
        assert_eq!(listed(), (0, true));
        let name = folder.path().file_name().expect("a name").to_string_lossy();
        let expected = [Some(0), None].map(|entries| (format!("files of {name}"), entries));
        assert_eq!(*told.lock().expect("whole"), expected);
        context.resume();
        assert_eq!(listed(), (1, false));
    }

    #[test]
    #[cfg(unix)]
    fn devices_and_pipes_are_listed_but_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("bound");
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("endless")).expect("linked");
        let context = DiskContext::blocking(Surroundings::folder(folder.path()), None);
        assert_eq!(paths(&context), ["endless", "socket"]);
        assert!(context.read("socket").value().is_none() && context.read("endless").value().is_none());
    }

    #[test]
    fn files_are_packed_once_and_again_when_they_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("holes");
        fs::write(&file, vec![0; 100_000]).expect("written");
        let context = DiskContext::blocking(Surroundings::folder(folder.path()), None);
        let packed = |path: &str| context.packed(path).value().map(|bytes| **bytes);
        assert!(packed("holes").is_some_and(|bytes| bytes < 1_000), "{:?}", packed("holes"));
        fs::write(&file, "not as long").expect("written");
        assert!(packed("holes").is_some_and(|bytes| bytes < 20), "{:?}", packed("holes"));
        assert_eq!((packed("../holes"), packed("missing"), packed(".")), (None, None, None));
    }

    #[test]
    #[cfg(unix)]
    fn nothing_outside_is_read() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret"), "s").expect("written");
        let folder = outside.path().join("context");
        fs::create_dir(&folder).expect("made");
        std::os::unix::fs::symlink("../secret", folder.join("link")).expect("linked");
        std::os::unix::fs::symlink(".", folder.join("loop")).expect("linked");
        fs::write(folder.join("inside"), "i").expect("written");
        let context = DiskContext::blocking(Surroundings::folder(&folder), None);
        for path in ["../secret", "link", "/etc/passwd", "loop/../../secret", "missing"] {
            assert!(context.read(path).value().is_none(), "{path}");
        }
        assert_eq!(context.read("loop/inside").value().map(|text| &**text), Some("i"));
        assert_eq!(paths(&context), ["inside", "link", "loop"]);
    }
}
