//! Lengths of files that ADD and downloads name.

use std::sync::Arc;
use std::time::Duration;

use super::{HOUR, Kind};
use crate::http::{FetchError, Request, Url};
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

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

    async fn fetch(inner: &Arc<Inner>, key: &String, _: &Feed<Self>) -> Result<Arc<u64>, FetchError> {
        let url = Url::parse(key).map_err(|_| FetchError::Refused("this is no address".into()))?;
        let reply = inner.sources.http.fetch(Request::head(url)).await?;
        let length = reply.header("content-length").and_then(|length| length.parse().ok());
        length
            .map(Arc::new)
            .ok_or_else(|| FetchError::Broken("the server does not say how long the file is".into()))
    }
}
