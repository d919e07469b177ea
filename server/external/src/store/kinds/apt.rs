//! Package indexes of apt archives.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use analysis::facts::{AptArchive, AptIndex};

use super::{HOUR, Kind};
use crate::apt::Refreshed;
use crate::cache::{Content, Entry};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// The folder of the digests under which indexes were fetched.
const DIGESTS: &str = "apt-digest";

/// Packages of one suite, component and architecture.
#[derive(Debug)]
pub struct AptIndexes;

impl Kind for AptIndexes {
    type Key = AptArchive;
    type Value = AptIndex;
    const NAME: &'static str = "apt-index";
    /// An index takes some 30 MB of memory.
    const CAPACITY: usize = 16;

    fn fact_key(key: &AptArchive) -> FactKey {
        FactKey::AptIndex(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.apt
    }

    /// Debian's and Ubuntu's archives change four times a day.
    fn fresh_for(_: &AptArchive) -> Duration {
        6 * HOUR
    }

    fn disk_key(key: &AptArchive) -> String {
        format!("{} {} {} {}", key.url, key.suite, key.component, key.architecture)
    }

    /// A refresh reads the small release file, and the index only where its digest is new.
    async fn fetch(
        inner: &Arc<Inner>,
        key: &AptArchive,
        feed: &Feed<Self>,
    ) -> Result<Arc<AptIndex>, FetchError> {
        let known = Self::table(inner).peek(key);
        let disk = inner.sources.disk.as_ref();
        let digest = disk.and_then(|disk| disk.read::<String>(DIGESTS, &Self::disk_key(key)));
        let digest = digest.filter(|_| known.is_some()).and_then(|entry| match entry.content {
            Content::Value(digest) => Some(digest),
            Content::NotFound => None,
        });
        let progress = |done: u64, total: u64| feed.progress(done, Some(total));
        match (inner.sources.apt.index(key, digest.as_deref(), &progress).await?, known) {
            (Refreshed::Same, Some(known)) => Ok(known.value),
            (Refreshed::Same, None) => Err(FetchError::Transient("the index was forgotten meanwhile".into())),
            (Refreshed::New(index, digest), _) => {
                if let Some(disk) = disk {
                    let entry = Entry { as_of: SystemTime::now(), content: Content::Value(&digest) };
                    disk.write(DIGESTS, &Self::disk_key(key), &entry);
                }
                Ok(Arc::new(index))
            }
        }
    }
}
