//! Which CUDA and cuDNN of the image a package loads: a mismatch shows when it runs, often as
//! silence (ONNX Runtime falls back to the CPU).

use super::{normalize, tensorflow};
use crate::table::{Table, cells, known, table};
use crate::version::{CudaVersion, Version, compare};
use std::cmp::Ordering;

pub(crate) const TABLE: Table = table!("gpu_needs");

/// Libraries that the default wheel of a package expects in the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GpuNeeds {
    /// CUDA's major version.
    pub cuda_major: u16,
    /// cuDNN's major version; `None` where it needs no cuDNN.
    pub cudnn_major: Option<u8>,
    /// The oldest CUDA version of that major that works, where it is not the first.
    pub minimum_cuda: Option<CudaVersion>,
    pub note: Option<&'static str>,
}

/// One row: package and version from which it counts.
pub(crate) type Row = (&'static str, &'static str, GpuNeeds);

pub(crate) fn read(row: &'static str) -> Option<Row> {
    let [package, from, cuda, cudnn, minimum, note] = cells(row)?;
    let needs = GpuNeeds {
        cuda_major: cuda.parse().ok()?,
        cudnn_major: match cudnn {
            "" => None,
            major => Some(major.parse().ok()?),
        },
        minimum_cuda: match minimum {
            "" => None,
            version => Some(CudaVersion::parse(version)?),
        },
        note: known(note),
    };
    Some((package, from, needs))
}

/// What a package needs of the image; without a version, what its newest release needs.
/// `None` for packages that bring their own libraries (torch, tensorflow[and-cuda]) or are
/// not known. Plain TensorFlow needs what its tested build had.
pub fn gpu_needs(package: &str, version: Option<&str>) -> Option<GpuNeeds> {
    let name = normalize(package);
    if name == "tensorflow" {
        return tensorflow_needs(version);
    }
    let reached = |from: &str| version.is_none_or(|version| compare(from, version) != Ordering::Greater);
    let rows = TABLE.rows().filter_map(read);
    rows.filter(|(package, from, _)| *package == name && reached(from)).last().map(|(_, _, needs)| needs)
}

fn tensorflow_needs(version: Option<&str>) -> Option<GpuNeeds> {
    let newest = super::newest("tensorflow").map(|release| release.version);
    let build = tensorflow(version.or(newest)?)?;
    let cudnn = Version::parse(build.cudnn?).major_minor().0;
    Some(GpuNeeds {
        cuda_major: build.cuda?.major,
        cudnn_major: u8::try_from(cudnn).ok(),
        minimum_cuda: None,
        note: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs() {
        let table = [
            ("onnxruntime-gpu", Some("1.16.3"), Some((11, Some(8)))),
            ("onnxruntime-gpu", Some("1.18.1"), Some((11, Some(8)))),
            ("onnxruntime-gpu", Some("1.20.0"), Some((12, Some(9)))),
            ("onnxruntime_gpu", None, Some((13, Some(9)))),
            ("ctranslate2", Some("4.4.0"), Some((12, Some(8)))),
            ("faster-whisper", Some("1.1.0"), Some((12, Some(9)))),
            ("cupy-cuda12x", Some("13.0.0"), Some((12, None))),
            ("tensorflow", Some("2.15.1"), Some((12, Some(8)))),
            ("tensorflow", None, Some((12, Some(9)))),
            ("torch", Some("2.3.1"), None),
        ];
        for (package, version, expected) in table {
            let got = gpu_needs(package, version).map(|needs| (needs.cuda_major, needs.cudnn_major));
            assert_eq!(got, expected, "{package} {version:?}");
        }
    }
}
