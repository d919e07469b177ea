//! What base images hold.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{BaseContents, ImageDetails, ImageListing, Platform};
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
        let details = details(inner, key).await?;
        let progress = |done: u64, total: u64| feed.progress(done, Some(total));
        reader(inner).read(&image.repository, &details.layers, platform, &progress).await.map(Arc::new)
    }
}

/// Every file of an image on one platform.
#[derive(Debug)]
pub struct Listings;

impl Kind for Listings {
    type Key = (ImageReference, Platform);
    type Value = ImageListing;
    const NAME: &'static str = "image-listing";
    /// A large image takes some 5 MB of memory.
    const CAPACITY: usize = 16;

    fn fact_key((image, platform): &Self::Key) -> FactKey {
        FactKey::ImageListing(image.clone(), platform.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.listings
    }

    fn fresh_for(key: &Self::Key) -> Duration {
        Bases::fresh_for(key)
    }

    fn disk_key(key: &Self::Key) -> String {
        Bases::disk_key(key)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key @ (image, _): &Self::Key,
        feed: &Feed<Self>,
    ) -> Result<Arc<ImageListing>, FetchError> {
        let details = details(inner, key).await?;
        let progress = |done: u64, total: u64| feed.progress(done, Some(total));
        if inner.sources.disk.is_some() {
            // One reading of the layers keeps both: no layer is downloaded twice at the same time.
            Bases::table(inner).obtain(inner, key).await?;
        }
        reader(inner).listing(&image.repository, &details.layers, &progress).await.map(Arc::new)
    }
}

async fn details(
    inner: &Arc<Inner>,
    key: &(ImageReference, Platform),
) -> Result<Arc<ImageDetails>, FetchError> {
    let details = Images::table(inner).obtain(inner, key).await?;
    // Without a digest there is no such platform.
    if details.digest.is_some() { Ok(details) } else { Err(FetchError::NotFound) }
}

fn reader(inner: &Inner) -> BaseReader<'_> {
    let sources = &inner.sources;
    BaseReader {
        registry: &sources.registry,
        disk: sources.disk.as_ref(),
        max_bytes: sources.config.base_contents_max_bytes,
        timeout: sources.config.download_timeout,
    }
}
