//! What follows somebody's typing: a tag list's filter, the search for images.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{FoundImages, TagList};
use analysis::reference::Repository;

use super::{HOUR, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// A pause in typing after which a question goes out.
const TYPING_PAUSE: Duration = Duration::from_millis(200);

/// Tags of a repository that hold a text.
#[derive(Debug)]
pub struct TagsLike;

impl Kind for TagsLike {
    type Key = (Repository, String);
    type Value = TagList;
    const NAME: &'static str = "tags-like";
    const CAPACITY: usize = 256;
    const DELAY: Duration = TYPING_PAUSE;

    fn fact_key((repository, part): &Self::Key) -> FactKey {
        FactKey::TagsLike(repository.clone(), part.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.tags_like
    }

    fn fresh_for(_: &Self::Key) -> Duration {
        HOUR
    }

    fn disk_key((repository, part): &Self::Key) -> String {
        format!("{repository}?name={part}")
    }

    async fn fetch(
        inner: &Arc<Inner>,
        (repository, part): &Self::Key,
        _: &Feed<Self>,
    ) -> Result<Arc<TagList>, FetchError> {
        inner.sources.tag_apis.tags_like(repository, part).await.map(Arc::new)
    }
}

/// Images of Docker Hub that fit a text.
#[derive(Debug)]
pub struct Searches;

impl Kind for Searches {
    type Key = String;
    type Value = FoundImages;
    const NAME: &'static str = "search";
    const CAPACITY: usize = 256;
    const DELAY: Duration = TYPING_PAUSE;

    fn fact_key(text: &String) -> FactKey {
        FactKey::Search(text.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.searches
    }

    fn fresh_for(_: &String) -> Duration {
        24 * HOUR
    }

    fn disk_key(text: &String) -> String {
        text.clone()
    }

    async fn fetch(
        inner: &Arc<Inner>,
        text: &String,
        _: &Feed<Self>,
    ) -> Result<Arc<FoundImages>, FetchError> {
        inner.sources.tag_apis.search(text).await.map(Arc::new)
    }
}
