//! Files of repositories on model hubs.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{HubFiles, HubRepository};

use super::{FOR_EVER, HOUR, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Files of a repository at a revision.
#[derive(Debug)]
pub struct HubRepositories;

impl Kind for HubRepositories {
    type Key = HubRepository;
    type Value = HubFiles;
    const NAME: &'static str = "hub-files";
    const CAPACITY: usize = 64;

    fn fact_key(key: &HubRepository) -> FactKey {
        FactKey::HubFiles(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.hub_files
    }

    fn fresh_for(key: &HubRepository) -> Duration {
        let is_commit = key.revision.len() == 40 && key.revision.bytes().all(|b| b.is_ascii_hexdigit());
        if is_commit { FOR_EVER } else { 24 * HOUR }
    }

    fn disk_key(key: &HubRepository) -> String {
        let endpoint = key.endpoint.as_deref().unwrap_or_default();
        format!("{endpoint} {} {}@{}", key.kind.plural(), key.id, key.revision)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key: &HubRepository,
        _: &Feed<Self>,
    ) -> Result<Arc<HubFiles>, FetchError> {
        inner.sources.model_hubs.files(key).await.map(Arc::new)
    }
}
