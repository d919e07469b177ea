//! Estimated sizes of images, for use while no registry has answered.

use super::framework::framework;
use super::sizes::exact_size;
use crate::cuda_images::{Flavor, TagParts};
use crate::pattern::canonical_repository;
use crate::python_packages::torch_closure;
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

impl Range {
    const fn exactly(bytes: u64) -> Range {
        Range { low: bytes, best: bytes, high: bytes }
    }

    /// `best` and what lies between the two percentages of it.
    const fn around(best: u64, low_percent: u64, high_percent: u64) -> Range {
        Range { low: best * low_percent / 100, best, high: best * high_percent / 100 }
    }
}

/// What an image may weigh. Show it as a range, with its basis; it is a measured figure only
/// where low and high are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeEstimate {
    /// Bytes transferred.
    pub compressed: Range,
    /// Bytes on disk.
    pub on_disk: Range,
    /// What it rests on, in words.
    pub basis: &'static str,
}

/// Bytes on disk for a hundred bytes of a compressed distribution or Python image: 263 and
/// 276 in the two images whose both sizes are known.
const ON_DISK_PERCENT: u64 = 268;

/// One row: what it counts for, and the estimate.
pub(crate) type Row = (CudaVersion, &'static str, bool, SizeEstimate);

pub(crate) fn read(row: &'static str) -> Option<Row> {
    let [cuda, flavor, cudnn, compressed_low, compressed, compressed_high, disk_low, disk, disk_high] =
        cells(row)?;
    let estimate = SizeEstimate {
        compressed: range(compressed_low, compressed, compressed_high)?,
        on_disk: range(disk_low, disk, disk_high)?,
        basis: "wheels with the same libraries and quoted sizes",
    };
    Some((CudaVersion::parse(cuda)?, flavor, cudnn == "y", estimate))
}

/// Megabytes to bytes, in order.
fn range(low: &str, best: &str, high: &str) -> Option<Range> {
    let bytes = |megabytes: &str| megabytes.parse::<u64>().ok()?.checked_mul(1_000_000);
    let range = Range { low: bytes(low)?, best: bytes(best)?, high: bytes(high)? };
    (range.low <= range.best && range.best <= range.high).then_some(range)
}

/// What an image weighs on Linux amd64: nvidia/cuda by version, flavour and cuDNN; images
/// with an exact size from that; other Pythons like the nearest one that is known; images of
/// PyTorch by the wheels in them. `None` where the facts do not tell.
pub fn size_estimate(repository: &str, tag: &str) -> Option<SizeEstimate> {
    match canonical_repository(repository) {
        "nvidia/cuda" | "nvcr.io/nvidia/cuda" => {
            let parts = TagParts::parse(tag).filter(|parts| !parts.tensorrt)?;
            estimate_for(parts.cuda, parts.flavor, parts.cudnn.is_some())
        }
        "pytorch/pytorch" => pytorch(tag),
        name => measured(name, tag).or_else(|| other_python(name, tag)),
    }
}

fn measured(repository: &str, tag: &str) -> Option<SizeEstimate> {
    let size = exact_size(repository, tag, "amd64")?;
    let derived = Range::around(size.compressed_bytes * ON_DISK_PERCENT / 100, 90, 110);
    Some(SizeEstimate {
        compressed: Range::exactly(size.compressed_bytes),
        on_disk: size.virtual_bytes.map_or(derived, Range::exactly),
        basis: "manifest of one build of this tag",
    })
}

/// Official Python images of a kind differ little: by the Debian release and Python's size.
fn other_python(repository: &str, tag: &str) -> Option<SizeEstimate> {
    if repository != "python" || tag.contains("alpine") || tag.contains("windows") {
        return None;
    }
    let kind = if tag.contains("slim") { "3.12-slim" } else { "3.12" };
    let known = measured("python", kind)?;
    Some(SizeEstimate {
        compressed: Range::around(known.compressed.best, 88, 115),
        on_disk: Range::around(known.on_disk.best, 85, 120),
        basis: "the same kind of image for Python 3.12",
    })
}

/// The wheels of that torch on Ubuntu, or for devel tags on nvidia/cuda's devel image.
fn pytorch(tag: &str) -> Option<SizeEstimate> {
    let image = framework("pytorch/pytorch", tag)?;
    let wheels = torch_closure(image.version.as_deref()?)?;
    let base = match (image.flavor?, image.cuda) {
        (Flavor::Devel, Some(cuda)) => estimate_for(cuda, Flavor::Devel, true)?,
        _ => measured("ubuntu", "22.04")?,
    };
    Some(SizeEstimate {
        compressed: Range::around(base.compressed.best + wheels.wheel_bytes(), 75, 140),
        on_disk: Range::around(base.on_disk.best + wheels.uncompressed_bytes(), 75, 140),
        basis: "the wheels of that torch and its base image",
    })
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
        assert_eq!(size_estimate("nvidia/cuda", "13.3.1-tensorrt-runtime-ubuntu24.04"), None);
    }

    #[test]
    fn other_images() {
        let slim = size_estimate("python", "3.12-slim").expect("a manifest");
        assert_eq!((slim.compressed.low, slim.on_disk.high), (43_188_023, 119_200_000));
        let sibling = size_estimate("python", "3.10-slim-bookworm").expect("a sibling");
        assert!(sibling.compressed.low < 47_000_000 && sibling.compressed.high > 47_000_000);
        let torch = size_estimate("pytorch/pytorch", "2.12.0-cuda12.6-cudnn9-runtime").expect("wheels");
        assert!((torch.compressed.low..=torch.compressed.high).contains(&3_700_000_000), "{torch:?}");
        assert_eq!(size_estimate("example.com/app", "1"), None);
        assert_eq!(size_estimate("python", "3.12-alpine"), None);
    }
}
