//! One kind of fact each: its key, how long it stays fresh, and who is asked.

mod apt;
mod base;
mod hub;
mod images;
mod node;
mod packages;
mod python;
mod typed;
mod urls;

use std::fmt::Debug;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Inner;
use super::feed::Feed;
use super::key::FactKey;
use super::table::Table;
use crate::http::FetchError;

pub use apt::AptIndexes;
pub use base::{Bases, Listings};
pub use hub::HubRepositories;
pub use images::{Images, Tags};
pub use node::NodePackages;
pub use packages::PackageIndexes;
pub use python::{PythonProjects, Wheels, half};
pub use typed::{Searches, TagsLike};
pub use urls::UrlSizes;

const HOUR: Duration = Duration::from_secs(3600);
/// What a digest names never changes.
pub const FOR_EVER: Duration = Duration::MAX;

/// A kind of fact.
pub trait Kind: Debug + Send + Sync + Sized + 'static {
    type Key: Clone + Eq + Hash + Debug + Send + Sync + 'static;
    type Value: Serialize + DeserializeOwned + PartialEq + Debug + Send + Sync + 'static;
    /// The folder in the disk cache.
    const NAME: &'static str;
    /// Answers kept in memory.
    const CAPACITY: usize = 4096;
    /// How long a question waits before it goes out: somebody who types asks another one soon.
    const DELAY: Duration = Duration::ZERO;

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
    ) -> impl Future<Output = Result<Arc<Self::Value>, FetchError>> + Send;

    /// Whether nothing is missing from an answer.
    fn is_complete(_: &Self::Value) -> bool {
        true
    }

    /// Whether a new answer is better than the old one: a partial one is not better than a whole.
    fn supersedes(new: &Self::Value, old: &Self::Value) -> bool {
        Self::is_complete(new) || !Self::is_complete(old)
    }
}
