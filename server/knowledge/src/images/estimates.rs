//! Estimated sizes of nvidia/cuda images, for use while no registry has answered.

use crate::cuda_images::{Flavor, TagParts};
use crate::pattern::canonical_repository;
use crate::table::{Table, cells, table};
use crate::version::CudaVersion;

pub(crate) const TABLE: Table = table!("cuda_size_estimates");

/// A range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub low: u64,
    pub best: u64,
    pub high: u64,
}

/// What an image may weigh. Never measured: show it as a range, with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeEstimate {
    /// Bytes transferred.
    pub compressed: Range,
    /// Bytes on disk.
    pub on_disk: Range,
}

/// One row: what it counts for, and the estimate.
pub(crate) type Row = (CudaVersion, &'static str, bool, SizeEstimate);

pub(crate) fn read(row: &'static str) -> Option<Row> {
    let [cuda, flavor, cudnn, compressed_low, compressed, compressed_high, disk_low, disk, disk_high] =
        cells(row)?;
    let estimate = SizeEstimate {
        compressed: range(compressed_low, compressed, compressed_high)?,
        on_disk: range(disk_low, disk, disk_high)?,
    };
    Some((CudaVersion::parse(cuda)?, flavor, cudnn == "y", estimate))
}

/// Megabytes to bytes, in order.
fn range(low: &str, best: &str, high: &str) -> Option<Range> {
    let bytes = |megabytes: &str| megabytes.parse::<u64>().ok()?.checked_mul(1_000_000);
    let range = Range { low: bytes(low)?, best: bytes(best)?, high: bytes(high)? };
    (range.low <= range.best && range.best <= range.high).then_some(range)
}

/// The estimate for an nvidia/cuda tag, by CUDA version, flavour and cuDNN; `None` for other
/// images and for TensorRT tags.
pub fn size_estimate(repository: &str, tag: &str) -> Option<SizeEstimate> {
    if !matches!(canonical_repository(repository), "nvidia/cuda" | "nvcr.io/nvidia/cuda") {
        return None;
    }
    let parts = TagParts::parse(tag).filter(|parts| !parts.tensorrt)?;
    estimate_for(parts.cuda, parts.flavor, parts.cudnn.is_some())
}

/// The estimate for a CUDA version, flavour and cuDNN: what choosing another flavour would save.
pub fn estimate_for(cuda: CudaVersion, flavor: Flavor, cudnn: bool) -> Option<SizeEstimate> {
    let rows = TABLE.rows().filter_map(read);
    let fitting = rows.filter(|(from, kind, has_cudnn, _)| {
        *from <= cuda.minor_version() && *kind == flavor.as_str() && *has_cudnn == cudnn
    });
    fitting.last().map(|(_, _, _, estimate)| estimate)
}

#[cfg(test)]
mod tests {
    use super::super::reported_sizes;
    use super::*;

    #[test]
    fn quoted_sizes_lie_in_the_range() {
        let mut checked = 0;
        for tag in [
            "13.3.0-cudnn-devel-ubuntu24.04",
            "13.3.0-cudnn-runtime-ubuntu24.04",
            "13.0.1-devel-ubuntu22.04",
            "13.0.1-runtime-ubuntu22.04",
        ] {
            let estimate = size_estimate("nvidia/cuda", tag).expect(tag);
            for quoted in reported_sizes("nvidia/cuda", tag) {
                let range =
                    if quoted.is_compressed() == Some(true) { estimate.compressed } else { estimate.on_disk };
                assert!((range.low..=range.high).contains(&quoted.low_bytes), "{tag} {quoted:?} {range:?}");
                checked += 1;
            }
        }
        assert_eq!(checked, 4);
    }

    #[test]
    fn flavours_grow() {
        let cuda = CudaVersion::parse("12.4.1").expect("a version");
        let best = |flavor, cudnn| estimate_for(cuda, flavor, cudnn).expect("a row").on_disk.best;
        assert!(best(Flavor::Base, false) < best(Flavor::Runtime, false));
        assert!(best(Flavor::Runtime, true) < best(Flavor::Devel, true));
        assert_eq!(estimate_for(cuda, Flavor::Base, true), None);
        assert_eq!(size_estimate("ubuntu", "22.04"), None);
    }
}
