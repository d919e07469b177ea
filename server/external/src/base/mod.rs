//! What the file system of a base image holds, read from its layers.
//!
//! Each layer is streamed once, nothing is unpacked, and the few files that tell about packages, and the
//! paths of all, are kept under the layer's digest. Layers that are too large are passed over and counted, so
//! that "not installed" is never said for sure where something was not read.

mod apt_sources;
mod contents;
mod interest;
pub(crate) mod layer;
mod packages;
pub(crate) mod paths;
mod python;
mod repositories;
pub(crate) mod rpm;
pub(crate) mod tree;

use std::time::{Duration, SystemTime};

use analysis::facts::{BaseContents, ImageListing, LayerSize, Platform};
use analysis::reference::Repository;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cache::{Content, DiskCache, Entry};
use crate::http::FetchError;
use crate::registry::{Registry, Session};
use layer::ReadLayer;
use paths::{LayerPaths, Paths};
use tree::{LayerFiles, Tree};

/// Limits and sources of one reading.
#[derive(Debug)]
pub struct BaseReader<'a> {
    pub registry: &'a Registry,
    pub disk: Option<&'a DiskCache>,
    /// Compressed bytes that may be read of one image.
    pub max_bytes: u64,
    /// Limit of the download of one layer.
    pub timeout: Duration,
}

impl BaseReader<'_> {
    /// What the layers of an image tell about packages.
    pub async fn read(
        &self,
        repository: &Repository,
        layers: &[LayerSize],
        platform: &Platform,
        progress: Progress<'_>,
    ) -> Result<BaseContents, FetchError> {
        let mut tree = Tree::default();
        let skipped = self.each(repository, layers, progress, |files| tree.apply(files)).await?;
        let mut contents = contents::read(&tree, &platform.architecture, platform.variant.as_deref());
        contents.skipped_bytes = skipped;
        Ok(contents)
    }

    /// Every file of an image.
    pub async fn listing(
        &self,
        repository: &Repository,
        layers: &[LayerSize],
        progress: Progress<'_>,
    ) -> Result<ImageListing, FetchError> {
        let mut paths = Paths::default();
        let skipped =
            self.each(repository, layers, progress, |layer: LayerPaths| paths.apply(&layer)).await?;
        if paths.truncated {
            return Err(FetchError::Broken("the image has too many files to list".into()));
        }
        Ok(paths.listing(skipped))
    }

    /// Reads the layers from the lowest upwards, as far as the limit allows. Returns the packed bytes of
    /// those that were passed over.
    async fn each<K: Kept>(
        &self,
        repository: &Repository,
        layers: &[LayerSize],
        progress: Progress<'_>,
        mut apply: impl FnMut(K),
    ) -> Result<u64, FetchError> {
        let session = self.registry.session(repository).await?;
        let (mut read, mut skipped) = (0, 0);
        let total = layers.iter().map(|layer| layer.bytes_compressed).sum::<u64>().min(self.max_bytes);
        for layer in layers {
            let known = self.known(layer);
            if known.is_none() && read + layer.bytes_compressed > self.max_bytes {
                skipped += layer.bytes_compressed;
                continue;
            }
            apply(match known {
                Some(kept) => kept,
                None => {
                    let from = read;
                    let found = self.fetch(&session, layer, &|done| progress(from + done, total)).await?;
                    read += layer.bytes_compressed;
                    K::of(found)
                }
            });
        }
        Ok(skipped)
    }

    fn known<K: Kept>(&self, layer: &LayerSize) -> Option<K> {
        match self.disk?.read(K::FOLDER, &layer.digest)?.content {
            Content::Value(kept) => Some(kept),
            Content::NotFound => None,
        }
    }

    async fn fetch(
        &self,
        session: &Session,
        layer: &LayerSize,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<ReadLayer, FetchError> {
        let found = layer::fetch(session, layer, self.timeout, progress).await?;
        self.keep(layer, &found.files);
        self.keep(layer, &found.paths);
        Ok(found)
    }

    fn keep<K: Kept>(&self, layer: &LayerSize, kept: &K) {
        if let Some(disk) = self.disk {
            let entry = Entry { as_of: SystemTime::now(), content: Content::Value(kept) };
            disk.write(K::FOLDER, &layer.digest, &entry);
        }
    }
}

/// Told how many bytes were read, and of how many.
type Progress<'p> = &'p (dyn Fn(u64, u64) + Sync);

/// What is kept of a layer under its digest.
trait Kept: Serialize + DeserializeOwned {
    /// The folder in the disk cache.
    const FOLDER: &'static str;

    fn of(layer: ReadLayer) -> Self;
}

impl Kept for LayerFiles {
    const FOLDER: &'static str = "layer-files";

    fn of(layer: ReadLayer) -> Self {
        layer.files
    }
}

impl Kept for LayerPaths {
    const FOLDER: &'static str = "layer-paths";

    fn of(layer: ReadLayer) -> Self {
        layer.paths
    }
}
