//! What base images hold.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{BaseContents, Platform};
use analysis::reference::ImageReference;

use super::{FOR_EVER, HOUR, Images, Kind};
use crate::base::BaseReader;
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Packages, sources and Python of an image on one platform.
#[derive(Debug)]
pub struct Bases;

impl Kind for Bases {
    type Key = (ImageReference, Platform);
    type Value = BaseContents;
    const NAME: &'static str = "base-contents";
    const CAPACITY: usize = 128;

    fn fact_key((image, platform): &Self::Key) -> FactKey {
        FactKey::BaseContents(image.clone(), platform.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.bases
    }

    /// A refresh costs two small requests, since layers are kept by their digest.
    fn fresh_for((image, _): &Self::Key) -> Duration {
        if image.digest.is_some() { FOR_EVER } else { 6 * HOUR }
    }

    fn disk_key((image, platform): &Self::Key) -> String {
        format!("{}@{} {platform}", image.repository, image.manifest_selector())
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key @ (image, platform): &Self::Key,
        feed: &Feed<Self>,
    ) -> Result<Arc<BaseContents>, FetchError> {
        let sources = &inner.sources;
        let details = Images::table(inner).obtain(inner, key).await?;
        if details.digest.is_none() {
            return Err(FetchError::NotFound); // there is no such platform
        }
        let reader = BaseReader {
            registry: &sources.registry,
            disk: sources.disk.as_ref(),
            max_bytes: sources.config.base_contents_max_bytes,
            timeout: sources.config.download_timeout,
        };
        let progress = |done: u64, total: u64| feed.progress(done, Some(total));
        reader.read(&image.repository, &details.layers, platform, &progress).await.map(Arc::new)
    }
}
