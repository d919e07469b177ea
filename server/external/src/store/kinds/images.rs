//! Tags and images of registries.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{ImageDetails, Platform, TagList};
use analysis::reference::{ImageReference, Repository};

use super::{FOR_EVER, HOUR, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Tags of a repository.
#[derive(Debug)]
pub struct Tags;

impl Kind for Tags {
    type Key = Repository;
    type Value = TagList;
    const NAME: &'static str = "tags";
    const CAPACITY: usize = 256;

    fn fact_key(key: &Repository) -> FactKey {
        FactKey::Tags(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.tags
    }

    fn fresh_for(_: &Repository) -> Duration {
        HOUR
    }

    fn disk_key(key: &Repository) -> String {
        key.to_string()
    }

    fn is_complete(list: &TagList) -> bool {
        list.complete
    }

    /// The tag API where there is one, since it knows dates and sizes; else, or where that
    /// fails, the registry itself.
    async fn fetch(
        inner: &Arc<Inner>,
        key: &Repository,
        feed: &Feed<Self>,
    ) -> Result<Arc<TagList>, FetchError> {
        let sources = &inner.sources;
        let pages = |list: TagList| {
            feed.progress(list.tags.len() as u64, None);
            feed.partial(list);
        };
        if !sources.tag_apis.covers(key) {
            return sources.registry.tags(key, &pages).await.map(Arc::new);
        }
        let progress = |list: TagList, total: u64| {
            feed.progress(list.tags.len() as u64, Some(total));
            feed.partial(list);
        };
        let first = match sources.tag_apis.tags(key, &progress).await {
            Ok(list) => return Ok(Arc::new(list)),
            Err(error) => error,
        };
        // The tag API shows public repositories only: a private one may be there all the same.
        if first == FetchError::NotFound && !sources.registry.has_credentials(key).await {
            let configured = sources.config.registries.get(&key.registry);
            if configured.is_none_or(|registry| registry.endpoint.is_none()) {
                return Err(first);
            }
        }
        sources.registry.tags(key, &pages).await.map(Arc::new).map_err(|second| match (&first, &second) {
            (FetchError::NotFound, FetchError::Denied) => first.clone(),
            _ => second,
        })
    }
}

/// One image on one platform.
#[derive(Debug)]
pub struct Images;

impl Kind for Images {
    type Key = (ImageReference, Platform);
    type Value = ImageDetails;
    const NAME: &'static str = "image";
    const CAPACITY: usize = 1024;

    fn fact_key((image, platform): &Self::Key) -> FactKey {
        FactKey::Image(image.clone(), platform.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.images
    }

    /// A tag may move at any time, but rarely does.
    fn fresh_for((image, _): &Self::Key) -> Duration {
        if image.digest.is_some() { FOR_EVER } else { 6 * HOUR }
    }

    fn disk_key((image, platform): &Self::Key) -> String {
        format!("{}@{} {platform}", image.repository, image.manifest_selector())
    }

    /// A refresh asks for the digest first: that is small, and no pull that Docker Hub counts.
    async fn fetch(
        inner: &Arc<Inner>,
        key @ (image, platform): &Self::Key,
        _: &Feed<Self>,
    ) -> Result<Arc<ImageDetails>, FetchError> {
        let registry = &inner.sources.registry;
        if let Some(known) = Self::table(inner).peek(key).map(|known| known.value)
            && known.reference_digest.is_some()
            && registry.digest(image).await? == known.reference_digest
        {
            return Ok(known);
        }
        registry.image(image, platform).await.map(Arc::new)
    }
}
