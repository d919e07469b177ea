//! Answers on disk.
//!
//! One file an answer: a line of JSON that says what it is, with a checksum, then the value as deflated
//! JSON. Files are written under a temporary name and renamed, so that two processes may
//! share the folder and a crash leaves old or new, never half. A file that cannot be read in full
//! is no answer; the folder's name holds the format's version, so that versions do not meet.

mod prune;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::digest::sha256_hex;

/// Changes when the meaning of files changes. Data types may gain optional fields without it.
const FORMAT: &str = "v3";
/// Bytes that a value may unpack to: a broken or hostile file must not fill the memory.
const MAX_UNPACKED: usize = 512 << 20;
/// JSON up to this size is kept as it is: somebody may wait for it, and the digests in it hardly shrink.
const PLAIN_UP_TO: usize = 1 << 20;
/// No deflated byte stands for more.
const MAX_RATIO: usize = 1_032;
/// Files younger than this keep their time stamp when read: use is tracked by the hour.
const TOUCH_AFTER: Duration = Duration::from_secs(3600);

/// `LAYERWISE_CACHE_DIR`, else `layerwise` in the platform's cache folder.
pub fn default_dir() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let named = std::env::var_os("LAYERWISE_CACHE_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("layerwise")))
}

/// The folder of answers. Clones share it.
#[derive(Debug, Clone)]
pub struct DiskCache {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    max_bytes: u64,
    /// Bytes written since the folder was last pruned.
    written: AtomicU64,
}

/// What was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    pub as_of: SystemTime,
    pub content: Content<T>,
}

/// A value, or the word of the source that there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<T> {
    Value(T),
    NotFound,
}

#[derive(Serialize, Deserialize)]
struct Header {
    kind: String,
    key: String,
    /// Milliseconds since 1970.
    as_of: u64,
    found: bool,
    /// Bytes of the JSON, so that it is unpacked in one go.
    unpacked: usize,
    sha256: String,
}

impl DiskCache {
    /// A cache in this folder, made when the first answer is written.
    pub fn new(folder: &Path, max_bytes: u64) -> Self {
        let inner = Inner {
            folder: folder.join(FORMAT),
            max_bytes,
            written: AtomicU64::new(max_bytes), // the first write looks at what is there
        };
        Self { inner: Arc::new(inner) }
    }

    /// Bytes of the answer's file, `None` where there is none.
    pub fn file_bytes(&self, kind: &str, key: &str) -> Option<u64> {
        fs::metadata(self.path(kind, key)).ok().map(|metadata| metadata.len())
    }

    /// Reads an answer. `None` where there is none, or its file is broken.
    pub fn read<T: DeserializeOwned>(&self, kind: &str, key: &str) -> Option<Entry<T>> {
        let path = self.path(kind, key);
        let bytes = fs::read(&path).ok()?;
        let entry = decode(&bytes, kind, key);
        match &entry {
            Some(_) => touch(&path),
            None => tracing::debug!("{} is broken and will be fetched again", path.display()),
        }
        entry
    }

    /// Writes an answer. A disk that is full or read-only costs speed, not correctness.
    pub fn write<T: Serialize>(&self, kind: &str, key: &str, entry: &Entry<&T>) {
        let path = self.path(kind, key);
        if let Err(error) = self.try_write(&path, kind, key, entry) {
            tracing::debug!("{} was not written: {error}", path.display());
        }
    }

    fn try_write<T: Serialize>(
        &self,
        path: &Path,
        kind: &str,
        key: &str,
        entry: &Entry<&T>,
    ) -> std::io::Result<()> {
        let bytes = encode(kind, key, entry)?;
        let folder = path.parent().unwrap_or(&self.inner.folder);
        fs::create_dir_all(folder)?;
        // Two caches of one process may share a folder, so they share the numbers as well.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!("{}-{number}{}", std::process::id(), prune::TEMPORARY_SUFFIX));
        let written = File::create(&temporary).and_then(|mut file| file.write_all(&bytes));
        if let Err(error) = written.and_then(|()| fs::rename(&temporary, path)) {
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        self.count(bytes.len() as u64);
        Ok(())
    }

    /// Prunes after each sixteenth of the bound has been written.
    fn count(&self, bytes: u64) {
        let inner = &self.inner;
        let written = inner.written.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if written > inner.max_bytes / 16 {
            inner.written.store(0, Ordering::Relaxed);
            prune::prune(&inner.folder, inner.max_bytes);
        }
    }

    fn path(&self, kind: &str, key: &str) -> PathBuf {
        let digest = sha256_hex(format!("{kind}\n{key}").as_bytes());
        self.inner.folder.join(kind).join(&digest[..40])
    }
}

/// The file of an answer.
pub(crate) fn encode<T: Serialize>(kind: &str, key: &str, entry: &Entry<&T>) -> std::io::Result<Vec<u8>> {
    let (mut body, mut unpacked) = (Vec::new(), 0);
    if let Content::Value(value) = entry.content {
        let json = serde_json::to_vec(value)?;
        unpacked = json.len();
        let level = if unpacked <= PLAIN_UP_TO { Compression::none() } else { Compression::fast() };
        let mut encoder = DeflateEncoder::new(&mut body, level);
        encoder.write_all(&json)?;
        encoder.finish()?;
    }
    let header = Header {
        kind: kind.to_owned(),
        key: key.to_owned(),
        as_of: entry.as_of.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64,
        found: matches!(entry.content, Content::Value(_)),
        unpacked,
        sha256: sha256_hex(&body),
    };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// Reads the file of an answer; `None` where it is another's, or broken.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8], kind: &str, key: &str) -> Option<Entry<T>> {
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let (header, body) = (&bytes[..line], &bytes[line + 1..]);
    let header: Header = serde_json::from_slice(header).ok()?;
    let intact = header.kind == kind && header.key == key && header.sha256 == sha256_hex(body);
    if !intact {
        return None;
    }
    let as_of = UNIX_EPOCH.checked_add(Duration::from_millis(header.as_of))?;
    if !header.found {
        return Some(Entry { as_of, content: Content::NotFound });
    }
    let json = inflate(body, header.unpacked)?;
    Some(Entry { as_of, content: Content::Value(serde_json::from_slice(&json).ok()?) })
}

/// Unpacks into exactly `bytes`.
fn inflate(body: &[u8], bytes: usize) -> Option<Vec<u8>> {
    if bytes > MAX_UNPACKED.min(body.len().saturating_mul(MAX_RATIO)) {
        return None;
    }
    let mut unpacked = Vec::with_capacity(bytes);
    let status = Decompress::new(false).decompress_vec(body, &mut unpacked, FlushDecompress::Finish).ok()?;
    (status == Status::StreamEnd && unpacked.len() == bytes).then_some(unpacked)
}

/// Marks a file as used, so that pruning spares it.
fn touch(path: &Path) {
    let now = SystemTime::now();
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    let distance = |modified| now.duration_since(modified).unwrap_or_else(|error| error.duration());
    let due = modified.is_ok_and(|modified| distance(modified) > TOUCH_AFTER);
    if due && let Ok(file) = File::options().append(true).open(path) {
        let _ = file.set_modified(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(max_bytes: u64) -> (tempfile::TempDir, DiskCache) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = DiskCache::new(folder.path(), max_bytes);
        (folder, cache)
    }

    fn entry<T>(value: &T) -> Entry<&T> {
        Entry { as_of: UNIX_EPOCH + Duration::from_millis(1_700_000_000_123), content: Content::Value(value) }
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let kinds = fs::read_dir(folder.join(FORMAT)).expect("the folder exists").flatten();
        kinds
            .flat_map(|kind| fs::read_dir(kind.path()).expect("a kind").flatten())
            .map(|f| f.path())
            .collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let (_folder, cache) = cache(1 << 20);
        let value = vec!["a".to_owned(), "b".to_owned()];
        cache.write("tags", "k", &entry(&value));
        let read = cache.read::<Vec<String>>("tags", "k").expect("just written");
        assert_eq!(read, Entry { as_of: entry(&value).as_of, content: Content::Value(value) });
        assert_eq!(cache.read::<Vec<String>>("tags", "other"), None);
        assert_eq!(cache.read::<Vec<String>>("image", "k"), None);
    }

    #[test]
    fn an_absence_is_an_answer() {
        let (_folder, cache) = cache(1 << 20);
        let as_of = UNIX_EPOCH + Duration::from_secs(1);
        cache.write::<u8>("tags", "k", &Entry { as_of, content: Content::NotFound });
        assert_eq!(cache.read::<u8>("tags", "k"), Some(Entry { as_of, content: Content::NotFound }));
    }

    #[test]
    fn a_broken_file_is_a_cold_cache() {
        let (folder, cache) = cache(1 << 20);
        cache.write("tags", "k", &entry(&vec![1, 2, 3]));
        let path = files(folder.path()).pop().expect("one file");
        let whole = fs::read(&path).expect("readable");
        for broken in [&whole[..0], &whole[..whole.len() / 2], &whole[..whole.len() - 1], b"{}\n", b"\xff\n"]
        {
            fs::write(&path, broken).expect("writable");
            assert_eq!(cache.read::<Vec<u8>>("tags", "k"), None);
        }
        fs::write(&path, &whole).expect("writable");
        assert!(cache.read::<Vec<u8>>("tags", "k").is_some());
        assert_eq!(cache.read::<Vec<String>>("tags", "k"), None, "another type is broken, too");
    }

    #[test]
    fn what_a_newer_version_added_is_passed_over() {
        #[derive(Serialize)]
        struct Newer {
            name: &'static str,
            added_later: u8,
        }
        #[derive(Debug, PartialEq, Deserialize)]
        struct Known {
            name: String,
        }
        let (folder, cache) = cache(1 << 20);
        cache.write("tags", "k", &entry(&Newer { name: "a", added_later: 1 }));
        let path = files(folder.path()).pop().expect("one file");
        let bytes = fs::read(&path).expect("readable");
        assert!(bytes.starts_with(b"{"));
        fs::write(&path, [br#"{"later":1,"#.as_slice(), &bytes[1..]].concat()).expect("writable");
        let read = cache.read::<Known>("tags", "k").expect("the header has one key more");
        assert_eq!(read.content, Content::Value(Known { name: "a".into() }));
    }

    #[test]
    fn the_bound_holds_and_the_unused_go_first() {
        let (folder, cache) = cache(8_000);
        let noise = |seed: u64| -> Vec<u64> { (0..100).map(|n| (seed * 7919 + n) * 2_654_435_761).collect() };
        for key in 0..40 {
            cache.write("tags", &key.to_string(), &entry(&noise(key)));
            let old = SystemTime::now() - Duration::from_secs(86_400 - key * 60);
            let file = File::options().append(true).open(cache.path("tags", &key.to_string()));
            file.and_then(|file| file.set_modified(old)).expect("just written");
        }
        let total: u64 = files(folder.path()).iter().map(|f| fs::metadata(f).expect("there").len()).sum();
        assert!(total <= 8_000 + 1_000, "{total} bytes");
        assert!(cache.read::<Vec<u64>>("tags", "39").is_some());
        assert!(cache.read::<Vec<u64>>("tags", "0").is_none());
    }

    #[test]
    fn stamps_from_the_future_do_not_outlive_what_is_used() {
        let (_folder, cache) = cache(8_000);
        let stamp = |path: &Path, time| {
            let file = File::options().append(true).open(path).expect("just written");
            file.set_modified(time).expect("ours");
        };
        let (day, noise) = (Duration::from_secs(86_400), |seed: u64| -> Vec<u64> {
            (0..100).map(|n| (seed * 7919 + n) * 2_654_435_761).collect()
        });
        for key in 0..5 {
            cache.write("tags", &format!("future {key}"), &entry(&noise(key)));
            stamp(&cache.path("tags", &format!("future {key}")), SystemTime::now() + day);
        }
        let abandoned = cache.path("tags", "future 0").with_extension("tmp");
        fs::write(&abandoned, "").expect("writable");
        stamp(&abandoned, SystemTime::now() + day);
        for key in 0..40 {
            cache.write("tags", "used", &entry(&noise(100 + key)));
            cache.write("tags", &key.to_string(), &entry(&noise(key)));
        }
        assert!(cache.read::<Vec<u64>>("tags", "used").is_some());
        assert!((0..5).all(|key| cache.read::<Vec<u64>>("tags", &format!("future {key}")).is_none()));
        assert!(!abandoned.exists());
    }

    #[test]
    fn writers_at_the_same_time_leave_whole_files() {
        let (folder, one) = cache(1 << 20);
        let two = DiskCache::new(folder.path(), 1 << 20);
        std::thread::scope(|scope| {
            for cache in [&one, &two] {
                scope.spawn(move || {
                    for n in 0..200u32 {
                        cache.write("tags", "k", &entry(&vec![n; 50]));
                        let read = cache.read::<Vec<u32>>("tags", "k").expect("always whole");
                        assert!(matches!(read.content, Content::Value(v) if v.len() == 50));
                    }
                });
            }
        });
        assert_eq!(files(folder.path()).len(), 1, "no temporary file is left");
    }
}
