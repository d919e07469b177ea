//! One kind of fact each: its key, how long it stays fresh, and who is asked.

use std::fmt::Debug;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{ImageDetails, Platform, TagList};
use analysis::reference::{ImageReference, Repository};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Inner;
use super::feed::Feed;
use super::key::FactKey;
use super::table::Table;
use crate::http::{FetchError, Request, Url};

const HOUR: Duration = Duration::from_secs(3600);
/// What a digest names never changes.
const FOR_EVER: Duration = Duration::MAX;

/// A kind of fact.
pub trait Kind: Debug + Send + Sync + Sized + 'static {
    type Key: Clone + Eq + Hash + Debug + Send + Sync + 'static;
    type Value: Serialize + DeserializeOwned + PartialEq + Debug + Send + Sync + 'static;
    /// The folder in the disk cache.
    const NAME: &'static str;
    /// Answers kept in memory.
    const CAPACITY: usize = 4096;

    fn fact_key(key: &Self::Key) -> FactKey;
    fn table(inner: &Inner) -> &Table<Self>;
    /// How long an answer needs no refreshing.
    fn fresh_for(key: &Self::Key) -> Duration;
    /// What names the answer on disk.
    fn disk_key(key: &Self::Key) -> String;
    /// Asks the source.
    fn fetch(
        inner: &Arc<Inner>,
        key: &Self::Key,
        feed: &Feed<Self>,
    ) -> impl Future<Output = Result<Self::Value, FetchError>> + Send;

    /// Whether nothing is missing from an answer.
    fn is_complete(_: &Self::Value) -> bool {
        true
    }

    /// Whether a new answer is better than the old one: a partial one is not better than a whole.
    fn supersedes(new: &Self::Value, old: &Self::Value) -> bool {
        Self::is_complete(new) || !Self::is_complete(old)
    }
}

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
    async fn fetch(inner: &Arc<Inner>, key: &Repository, feed: &Feed<Self>) -> Result<TagList, FetchError> {
        let sources = &inner.sources;
        if !sources.tag_apis.covers(key) {
            return sources.registry.tags(key).await;
        }
        let progress = |list: TagList, total: u64| {
            feed.progress(list.tags.len() as u64, Some(total));
            feed.partial(list);
        };
        let first = match sources.tag_apis.tags(key, &progress).await {
            Ok(list) => return Ok(list),
            Err(error) => error,
        };
        // The tag API shows public repositories only: a private one may be there all the same.
        if first == FetchError::NotFound && !sources.registry.has_credentials(key).await {
            let configured = sources.config.registries.get(&key.registry);
            if configured.is_none_or(|registry| registry.endpoint.is_none()) {
                return Err(first);
            }
        }
        sources.registry.tags(key).await.map_err(|second| match (&first, &second) {
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

    async fn fetch(
        inner: &Arc<Inner>,
        (image, platform): &Self::Key,
        _: &Feed<Self>,
    ) -> Result<ImageDetails, FetchError> {
        inner.sources.registry.image(image, platform).await
    }
}

/// Length of what a URL gives.
#[derive(Debug)]
pub struct UrlSizes;

impl Kind for UrlSizes {
    type Key = String;
    type Value = u64;
    const NAME: &'static str = "url-size";

    fn fact_key(key: &String) -> FactKey {
        FactKey::UrlSize(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.urls
    }

    fn fresh_for(_: &String) -> Duration {
        24 * HOUR
    }

    fn disk_key(key: &String) -> String {
        key.clone()
    }

    async fn fetch(inner: &Arc<Inner>, key: &String, _: &Feed<Self>) -> Result<u64, FetchError> {
        let url = Url::parse(key).map_err(|_| FetchError::Refused("this is no address".into()))?;
        let reply = inner.sources.http.fetch(Request::head(url)).await?;
        let length = reply.header("content-length").and_then(|length| length.parse().ok());
        length.ok_or_else(|| FetchError::Broken("the server does not say how long the file is".into()))
    }
}
