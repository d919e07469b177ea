//! What the file system of a base image holds, read from its layers.
//!
//! Each layer is streamed once, nothing is unpacked, and the few files that tell about packages
//! are kept under the layer's digest. Layers that are too large are passed over and counted, so
//! that "not installed" is never said for sure where something was not read.

mod apt_sources;
mod contents;
mod interest;
pub(crate) mod layer;
mod packages;
mod python;
mod repositories;
pub(crate) mod rpm;
pub(crate) mod tree;

use std::time::{Duration, SystemTime};

use analysis::facts::{BaseContents, LayerSize, Platform};
use analysis::reference::Repository;

use crate::cache::{Content, DiskCache, Entry};
use crate::http::FetchError;
use crate::registry::{Registry, Session};
use tree::{LayerFiles, Tree};

/// The folder of layers in the disk cache.
const LAYERS: &str = "layer-files";

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
    /// Reads the layers of an image from the lowest upwards, as far as the limit allows.
    pub async fn read(
        &self,
        repository: &Repository,
        layers: &[LayerSize],
        platform: &Platform,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<BaseContents, FetchError> {
        let session = self.registry.session(repository).await?;
        let mut tree = Tree::default();
        let (mut read, mut skipped) = (0, 0);
        let total = layers.iter().map(|layer| layer.bytes_compressed).sum::<u64>().min(self.max_bytes);
        for layer in layers {
            let known = self.known(layer);
            if known.is_none() && read + layer.bytes_compressed > self.max_bytes {
                skipped += layer.bytes_compressed;
                continue;
            }
            let files = match known {
                Some(files) => files,
                None => {
                    let from = read;
                    let files = self.fetch(&session, layer, &|done| progress(from + done, total)).await?;
                    read += layer.bytes_compressed;
                    files
                }
            };
            tree.apply(files);
        }
        let mut contents = contents::read(&tree, &platform.architecture, platform.variant.as_deref());
        contents.skipped_bytes = skipped;
        Ok(contents)
    }

    fn known(&self, layer: &LayerSize) -> Option<LayerFiles> {
        match self.disk?.read(LAYERS, &layer.digest)?.content {
            Content::Value(files) => Some(files),
            Content::NotFound => None,
        }
    }

    async fn fetch(
        &self,
        session: &Session,
        layer: &LayerSize,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<LayerFiles, FetchError> {
        let files = layer::fetch(session, layer, self.timeout, progress).await?;
        if let Some(disk) = self.disk {
            let entry = Entry { as_of: SystemTime::now(), content: Content::Value(&files) };
            disk.write(LAYERS, &layer.digest, &entry);
        }
        Ok(files)
    }
}
