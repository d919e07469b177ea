//! Packages of npm's registries.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{NodePackage, NodePackageSize};

use super::{FOR_EVER, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Lengths of one version.
#[derive(Debug)]
pub struct NodePackages;

impl Kind for NodePackages {
    type Key = NodePackage;
    type Value = NodePackageSize;
    const NAME: &'static str = "node-package";

    fn fact_key(key: &NodePackage) -> FactKey {
        FactKey::NodePackage(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.node
    }

    /// A version that is published is never replaced.
    fn fresh_for(_: &NodePackage) -> Duration {
        FOR_EVER
    }

    fn disk_key(key: &NodePackage) -> String {
        let source = key.registry.as_ref().or(key.tarball.as_ref());
        format!("{} {}@{}", source.map_or("", String::as_str), key.name, key.version)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key: &NodePackage,
        _: &Feed<Self>,
    ) -> Result<Arc<NodePackageSize>, FetchError> {
        inner.sources.node.size(key).await.map(Arc::new)
    }
}
