//! PyTorch releases: companions, CUDA builds, and all that its wheel pulls in.

use super::{Release, release};
use crate::table::{Table, cells, known, number, table};
use crate::version::{CudaVersion, compare};
use std::cmp::Ordering;

pub(crate) const TABLE: Table = table!("torch");

/// What is known of a torch release beyond [`Release`]. `None` and empty mean unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TorchRelease {
    pub version: &'static str,
    torchvision: &'static str,
    torchaudio: &'static str,
    /// CUDA minor version of the default wheel; unknown before 1.13, where the wheel holds
    /// the libraries itself.
    pub default_cuda: Option<CudaVersion>,
    /// cuDNN, NCCL and triton that the default wheel pins.
    pub cudnn: Option<&'static str>,
    pub nccl: Option<&'static str>,
    pub triton: Option<&'static str>,
    index_builds: &'static str,
    stable_cuda: &'static str,
    experimental_cuda: &'static str,
    cudnn_by_cuda: &'static str,
    /// ROCm version of the AMD build.
    pub rocm: Option<&'static str>,
    /// Bytes of the nvidia-* and triton wheels that the default wheel pins: downloads, files.
    pub(super) gpu_wheel_bytes: Option<u64>,
    pub(super) gpu_uncompressed_bytes: Option<u64>,
}

impl TorchRelease {
    /// torchvision versions made for this torch.
    pub fn torchvision(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.torchvision)
    }

    /// torchaudio versions made for this torch.
    pub fn torchaudio(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.torchaudio)
    }

    /// Builds on PyTorch's own index (`cpu`, `cu118`, …): the listed ones, or for releases
    /// whose listing is unknown those that the release notes promise.
    pub fn index_builds(&self) -> Vec<String> {
        if !self.index_builds.is_empty() {
            return words(self.index_builds).map(str::to_owned).collect();
        }
        let mut builds: Vec<String> = self.cuda_versions().map(CudaVersion::wheel_tag).collect();
        if !builds.is_empty() {
            builds.insert(0, "cpu".to_owned());
        }
        builds
    }

    /// CUDA versions that the release notes name, stable ones first.
    pub fn cuda_versions(&self) -> impl Iterator<Item = CudaVersion> + use<> {
        words(self.stable_cuda).chain(words(self.experimental_cuda)).filter_map(CudaVersion::parse)
    }

    /// cuDNN of the build for this CUDA minor version.
    pub fn cudnn_for(&self, cuda: CudaVersion) -> Option<&'static str> {
        words(self.cudnn_by_cuda).find_map(|pair| {
            let (build, cudnn) = pair.split_once(':')?;
            CudaVersion::parse(build)?.same_minor(cuda).then_some(cudnn)
        })
    }

    /// Requires-Python, wheel tags and sizes.
    pub fn release(&self) -> Option<Release> {
        release("torch", self.version)
    }
}

fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(' ').filter(|word| !word.is_empty())
}

pub(crate) fn read(row: &'static str) -> Option<TorchRelease> {
    let [
        version,
        torchvision,
        torchaudio,
        default_cuda,
        cudnn,
        nccl,
        triton,
        index_builds,
        stable_cuda,
        experimental_cuda,
        cudnn_by_cuda,
        rocm,
        gpu_wheel,
        gpu_unpacked,
    ] = cells(row)?;
    Some(TorchRelease {
        version,
        torchvision,
        torchaudio,
        default_cuda: match default_cuda {
            "" => None,
            cuda => Some(CudaVersion::parse(cuda)?),
        },
        cudnn: known(cudnn),
        nccl: known(nccl),
        triton: known(triton),
        index_builds,
        stable_cuda,
        experimental_cuda,
        cudnn_by_cuda,
        rocm: known(rocm),
        gpu_wheel_bytes: number(gpu_wheel)?,
        gpu_uncompressed_bytes: number(gpu_unpacked)?,
    })
}

/// All torch releases known, newest first.
pub fn torch_releases() -> impl Iterator<Item = TorchRelease> {
    TABLE.rows().filter_map(read)
}

/// A torch release; a local part (`+cu121`) is ignored.
pub fn torch(version: &str) -> Option<TorchRelease> {
    let public = version.split('+').next().unwrap_or_default();
    torch_releases().find(|torch| compare(torch.version, public) == Ordering::Equal)
}

/// The torch release that a torchvision or torchaudio version belongs to; `None` for other
/// packages and where it is not known.
pub fn torch_for_companion(package: &str, version: &str) -> Option<TorchRelease> {
    let public = version.split('+').next().unwrap_or_default();
    let same = |candidate: &str| compare(candidate, public) == Ordering::Equal;
    torch_releases().find(|torch| match package {
        "torchvision" => torch.torchvision().any(same),
        "torchaudio" => torch.torchaudio().any(same),
        _ => false,
    })
}

/// Whether a torchvision or torchaudio version belongs to a torch version; `None` where that
/// is not known. torchvision from 0.29.1 on takes any torch from 2.14 on, and torchaudio
/// 2.11.0 asks for no torch at all.
pub fn companion_fits(torch_version: &str, package: &str, version: &str) -> Option<bool> {
    let known = torch(torch_version)?;
    let owner = torch_for_companion(package, version)?;
    if owner.version == known.version {
        return Some(true);
    }
    let at_least = |version: &str, bound: &str| compare(version, bound) != Ordering::Less;
    let open = match package {
        "torchvision" => at_least(version, "0.29.1") && at_least(known.version, "2.14"),
        _ => at_least(version, "2.11") && at_least(known.version, "2.11"),
    };
    (!open).then_some(false)
}

/// The index of one build of torch: `cu121`, `cpu`, `rocm6.0`.
pub fn torch_index_url(build: &str) -> String {
    format!("https://download.pytorch.org/whl/{build}")
}

/// The CPU build of torch for Linux x86_64 (PyTorch's `cpu` index), in bytes: low, best and
/// high of what is downloaded and of the files. Wheels of 1.13 to 2.6 were 175 to 200 MB and
/// some 650 MB unpacked; newer ones were not read, so show a range.
pub const TORCH_CPU_WHEEL: [(u64, u64); 3] =
    [(165_000_000, 550_000_000), (190_000_000, 650_000_000), (220_000_000, 800_000_000)];

/// Ordinary packages that torch needs besides its GPU wheels, by name.
pub fn torch_dependencies(version: &str) -> Vec<&'static str> {
    let mut names = vec!["typing-extensions"];
    if compare(version, "2.0") != Ordering::Less {
        names.extend(["filelock", "sympy", "mpmath", "networkx", "jinja2", "markupsafe"]);
    }
    if compare(version, "2.1") != Ordering::Less {
        names.push("fsspec");
    }
    if compare(version, "2.5") != Ordering::Less {
        names.push("setuptools");
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions() {
        let torch = torch("2.3.1+cu121").expect("known");
        assert_eq!(torch.torchvision().collect::<Vec<_>>(), ["0.18.1"]);
        assert_eq!(torch.index_builds(), ["cpu", "cu118", "cu121"]);
        let owner = torch_for_companion("torchvision", "0.14.1").map(|t| t.version);
        assert_eq!(owner, Some("1.13.1"));
        let owner = torch_for_companion("torchaudio", "2.0.1").map(|t| t.version);
        assert_eq!(owner, Some("2.0.0"));
        assert!(torch_for_companion("torchtext", "0.18.0").is_none());
    }

    #[test]
    fn fitting_companions() {
        let table = [
            ("2.3.1", "torchvision", "0.18.1", Some(true)),
            ("2.3.1+cu121", "torchvision", "0.18.1+cu121", Some(true)),
            ("2.3.0", "torchvision", "0.18.1", Some(false)),
            ("2.0.0", "torchaudio", "2.0.1", Some(true)),
            ("2.13.0", "torchaudio", "2.11.0", None),
            ("2.15.0", "torchvision", "0.29.1", None),
            ("2.3.1", "torchaudio", "2.11.0", Some(false)),
            ("2.3.1", "torchvision", "0.99.0", None),
            ("9.9.9", "torchvision", "0.18.1", None),
        ];
        for (torch, package, version, expected) in table {
            assert_eq!(companion_fits(torch, package, version), expected, "{torch} {package} {version}");
        }
    }

    #[test]
    fn builds_after_the_listing_come_from_the_release_notes() {
        let torch = torch("2.14.1").expect("known");
        assert_eq!(torch.index_builds(), ["cpu", "cu126", "cu130", "cu132"]);
        let cuda = CudaVersion::parse("12.6").expect("a version");
        assert_eq!(torch.cudnn_for(cuda), Some("9.10.2.21"));
    }
}
