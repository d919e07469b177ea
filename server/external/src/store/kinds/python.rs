//! Projects of Python package indexes, and their wheels.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{ProjectFile, PythonIndex, PythonProject, WheelContents, WheelMetadata};

use super::{FOR_EVER, HOUR, Kind};
use crate::http::FetchError;
use crate::store::Inner;
use crate::store::feed::Feed;
use crate::store::key::FactKey;
use crate::store::table::Table;

/// Files of a project.
#[derive(Debug)]
pub struct PythonProjects;

impl Kind for PythonProjects {
    type Key = (PythonIndex, String);
    type Value = PythonProject;
    const NAME: &'static str = "python-project";
    const CAPACITY: usize = 512;

    fn fact_key((index, name): &Self::Key) -> FactKey {
        FactKey::PythonProject(index.clone(), name.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.projects
    }

    fn fresh_for(_: &Self::Key) -> Duration {
        6 * HOUR
    }

    fn disk_key((index, name): &Self::Key) -> String {
        match index {
            PythonIndex::Default => name.clone(),
            PythonIndex::Url(url) => format!("{url} {name}"),
        }
    }

    async fn fetch(
        inner: &Arc<Inner>,
        (index, name): &Self::Key,
        _: &Feed<Self>,
    ) -> Result<Arc<PythonProject>, FetchError> {
        inner.sources.python.project(index, name).await.map(Arc::new)
    }
}

/// What a file is kept under: its digest, or its address where the index tells none.
fn content_key(file: &ProjectFile) -> String {
    file.sha256.clone().unwrap_or_else(|| file.url.clone())
}

/// What a digest names stays; what an address names may be replaced, though it rarely is.
fn content_fresh_for(file: &ProjectFile) -> Duration {
    if file.sha256.is_some() { FOR_EVER } else { 24 * HOUR }
}

/// Dependencies of a wheel.
#[derive(Debug)]
pub struct WheelMetadatas;

impl Kind for WheelMetadatas {
    type Key = ProjectFile;
    type Value = WheelMetadata;
    const NAME: &'static str = "wheel-metadata";

    fn fact_key(key: &ProjectFile) -> FactKey {
        FactKey::WheelMetadata(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.wheel_metadata
    }

    fn fresh_for(key: &ProjectFile) -> Duration {
        content_fresh_for(key)
    }

    fn disk_key(key: &ProjectFile) -> String {
        content_key(key)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key: &ProjectFile,
        _: &Feed<Self>,
    ) -> Result<Arc<WheelMetadata>, FetchError> {
        inner.sources.python.wheel_metadata(key).await.map(Arc::new)
    }
}

/// Unpacked sizes of a wheel.
#[derive(Debug)]
pub struct WheelSizes;

impl Kind for WheelSizes {
    type Key = ProjectFile;
    type Value = WheelContents;
    const NAME: &'static str = "wheel-contents";

    fn fact_key(key: &ProjectFile) -> FactKey {
        FactKey::WheelContents(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.wheel_contents
    }

    fn fresh_for(key: &ProjectFile) -> Duration {
        content_fresh_for(key)
    }

    fn disk_key(key: &ProjectFile) -> String {
        content_key(key)
    }

    async fn fetch(
        inner: &Arc<Inner>,
        key: &ProjectFile,
        _: &Feed<Self>,
    ) -> Result<Arc<WheelContents>, FetchError> {
        inner.sources.python.wheel_contents(key).await.map(Arc::new)
    }
}
