//! Sizes of images: exact ones from manifests, and quoted ones that are marked as such.

use super::tags::aliases;
use crate::pattern::{canonical_repository, image_name};
use crate::table::{Table, cells, known, number, table};

pub(crate) const EXACT: Table = table!("image_sizes");
pub(crate) const REPORTED: Table = table!("reported_sizes");

/// Bytes from a manifest, of one day's build of the tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactSize {
    /// `amd64`, `arm64`.
    pub architecture: &'static str,
    /// Bytes transferred: the sum of the compressed layers.
    pub compressed_bytes: u64,
    /// Bytes on disk, where printed.
    pub virtual_bytes: Option<u64>,
    layers: &'static str,
    pub as_of: &'static str,
    pub source: &'static str,
}

impl ExactSize {
    /// Compressed bytes of each layer and what it holds.
    pub fn layers(&self) -> impl Iterator<Item = (u64, &'static str)> + use<> {
        self.layers.split("; ").filter_map(|layer| {
            let (bytes, what) = layer.split_once(' ')?;
            Some((bytes.parse().ok()?, what))
        })
    }
}

pub(crate) fn read_exact(row: &'static str) -> Option<(&'static str, ExactSize)> {
    let [image, architecture, compressed, on_disk, layers, as_of, source, _note] = cells(row)?;
    let size = ExactSize {
        architecture,
        compressed_bytes: compressed.parse().ok()?,
        virtual_bytes: number(on_disk)?,
        layers,
        as_of,
        source,
    };
    Some((image, size))
}

/// The newest exact size of a tag (or of another tag of the same image) on an architecture.
pub fn exact_size(repository: &str, tag: &str, architecture: &str) -> Option<ExactSize> {
    let repository = canonical_repository(repository);
    let mut names = vec![image_name(repository, tag)];
    names.extend(aliases(repository, tag).iter().map(|tag| image_name(repository, tag)));
    names
        .iter()
        .flat_map(|name| EXACT.find(name).filter_map(read_exact))
        .map(|(_, size)| size)
        .filter(|size| size.architecture == architecture)
        .max_by_key(|size| size.as_of)
}

/// A size that somebody quoted. It was not measured here: show it with its source, never as exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedSize {
    pub low_bytes: u64,
    pub high_bytes: u64,
    /// `compressed`, `on disk`, `not stated`, …
    pub measure: &'static str,
    pub as_of: Option<&'static str>,
    /// `rounded`: two or three digits; `rough`: an author's estimate.
    pub quality: &'static str,
    pub source: &'static str,
}

impl ReportedSize {
    /// Whether the figure counts transferred bytes, on-disk bytes, or it is not known which.
    pub fn is_compressed(&self) -> Option<bool> {
        if self.measure.starts_with("on disk") {
            Some(false)
        } else if self.measure.starts_with("compressed") || self.measure.contains("(compressed)") {
            Some(true)
        } else {
            None
        }
    }
}

pub(crate) fn read_reported(row: &'static str) -> Option<(&'static str, ReportedSize)> {
    let [image, low, high, measure, as_of, quality, source] = cells(row)?;
    let size = ReportedSize {
        low_bytes: low.parse().ok()?,
        high_bytes: high.parse().ok()?,
        measure,
        as_of: known(as_of),
        quality,
        source,
    };
    Some((image, size))
}

/// Quoted sizes of a tag.
pub fn reported_sizes(repository: &str, tag: &str) -> Vec<ReportedSize> {
    let repository = canonical_repository(repository);
    let untagged = if tag.is_empty() || tag == "latest" { repository } else { "" };
    let name = image_name(repository, tag);
    [name.as_str(), untagged]
        .iter()
        .flat_map(|name| REPORTED.find(name).filter_map(read_reported))
        .map(|(_, size)| size)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact() {
        let size = exact_size("docker.io/library/python", "3.12-slim", "amd64").expect("embedded");
        assert_eq!((size.compressed_bytes, size.virtual_bytes), (43_188_023, Some(119_200_000)));
        assert_eq!(size.layers().map(|(bytes, _)| bytes).sum::<u64>(), size.compressed_bytes);
        let newest = exact_size("debian", "trixie", "amd64").expect("embedded");
        assert_eq!(newest.as_of, "2026-08-03");
        assert_eq!(exact_size("nvidia/cuda", "13.3.1-base-ubuntu24.04", "amd64"), None);
    }

    #[test]
    fn reported() {
        let sizes = reported_sizes("nvidia/cuda", "13.3.0-cudnn-devel-ubuntu24.04");
        assert_eq!(sizes.len(), 1);
        assert_eq!((sizes[0].low_bytes, sizes[0].is_compressed()), (3_870_000_000, Some(true)));
        let ranged = reported_sizes("pytorch/pytorch", "2.11.0-cuda12.8-cudnn9-runtime");
        assert!(ranged[0].low_bytes < ranged[0].high_bytes);
    }
}
