//! Package indexes of Alpine, of Red Hat's family and of conda.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{PackageIndex, PackageRepository};

use super::{HOUR, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Packages of one repository.
#[derive(Debug)]
pub struct PackageIndexes;

impl Kind for PackageIndexes {
    type Key = PackageRepository;
    type Value = PackageIndex;
    const NAME: &'static str = "package-index";
    /// An index takes some 30 MB of memory.
    const CAPACITY: usize = 16;

    fn fact_key(key: &PackageRepository) -> FactKey {
        FactKey::PackageIndex(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.packages
    }

    /// Repositories get updates about once a day.
    fn fresh_for(_: &PackageRepository) -> Duration {
        12 * HOUR
    }

    fn disk_key(key: &PackageRepository) -> String {
        format!("{:?} {} {}", key.kind, key.url, key.architecture)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key: &PackageRepository,
        feed: &Feed<Self>,
    ) -> Result<Arc<PackageIndex>, FetchError> {
        let progress = |done: u64, total: Option<u64>| feed.progress(done, total);
        inner.sources.packages.index(key, &progress).await.map(Arc::new)
    }
}
