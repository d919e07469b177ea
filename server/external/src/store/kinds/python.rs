//! Projects of Python package indexes, and their wheels.

use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{Fact, Known, ProjectFile, PythonIndex, PythonProject, Unavailable};

use super::{FOR_EVER, HOUR, Kind};
use crate::http::FetchError;
use crate::python::WheelReading;
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
            PythonIndex::Links(page) => format!("links {page}"),
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

/// Dependencies of a wheel and its unpacked sizes: one reading tells both.
#[derive(Debug)]
pub struct Wheels;

impl Kind for Wheels {
    type Key = ProjectFile;
    type Value = WheelReading;
    const NAME: &'static str = "wheel";

    fn fact_key(key: &ProjectFile) -> FactKey {
        FactKey::Wheel(key.clone())
    }

    fn table(inner: &Inner) -> &Table<Self> {
        &inner.wheels
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
    ) -> Result<Arc<WheelReading>, FetchError> {
        inner.sources.python.wheel(key).await.map(Arc::new)
    }
}

/// One half of what a reading tells.
pub fn half<T>(reading: Fact<WheelReading>, choose: impl Fn(&WheelReading) -> &Option<Arc<T>>) -> Fact<T> {
    match reading {
        Fact::Known(known) => match choose(&known.value) {
            Some(value) => {
                Fact::Known(Known { value: Arc::clone(value), origin: known.origin, as_of: known.as_of })
            }
            None => Fact::Unavailable(Unavailable::Failed(known.value.trouble.clone().unwrap_or_default())),
        },
        Fact::Pending => Fact::Pending,
        Fact::Unavailable(why) => Fact::Unavailable(why),
    }
}
