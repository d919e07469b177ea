//! NVIDIA's apt packages, and which of them an image holds (and keeps apt from changing).

use std::sync::LazyLock;

use super::{Flavor, TagParts};
use crate::table::{Table, cells, known, table};
use crate::version::CudaVersion;

pub(crate) const TABLE: Table = table!("nvidia_packages");

/// A package of NVIDIA's repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NvidiaPackage {
    pattern: &'static str,
    /// The first flavour of nvidia/cuda that holds it: `base`, `runtime`, `devel`, `cudnn`,
    /// `cudnn-devel`; `None` when none does.
    pub flavor: Option<&'static str>,
    pub about: &'static str,
}

impl NvidiaPackage {
    /// Its name for a CUDA version: `cuda-toolkit-12-4`.
    pub fn name(&self, cuda: CudaVersion) -> String {
        let dashed = format!("{}-{}", cuda.major, cuda.minor);
        self.pattern.replace("{X-Y}", &dashed).replace("{N}", &cuda.major.to_string())
    }

    /// Whether that is its name.
    pub fn is_called(&self, name: &str, cuda: CudaVersion) -> bool {
        let front = self.pattern.split('{').next().unwrap_or_default();
        name.starts_with(front) && self.name(cuda) == name
    }

    /// Whether an image with these parts holds it.
    pub fn is_in(&self, parts: &TagParts<'_>) -> bool {
        let devel = parts.flavor == Flavor::Devel;
        let cudnn = |major: &str| parts.cudnn_major().is_some_and(|held| major == held.to_string());
        let same_cudnn =
            || self.pattern.strip_prefix("libcudnn").and_then(|rest| rest.get(..1)).is_some_and(cudnn);
        match self.flavor {
            Some("base") => true,
            Some("runtime") => parts.flavor != Flavor::Base,
            Some("devel") => devel,
            Some("cudnn") => same_cudnn(),
            Some("cudnn-devel") => devel && same_cudnn(),
            _ => false,
        }
    }
}

pub(crate) fn read(row: &'static str) -> Option<NvidiaPackage> {
    let [pattern, flavor, about] = cells(row)?;
    let known_flavor = matches!(flavor, "" | "base" | "runtime" | "devel" | "cudnn" | "cudnn-devel");
    known_flavor.then_some(NvidiaPackage { pattern, flavor: known(flavor), about })
}

/// NVIDIA's apt packages, for completion and hover.
pub fn nvidia_packages() -> impl Iterator<Item = NvidiaPackage> {
    static ALL: LazyLock<Vec<NvidiaPackage>> = LazyLock::new(|| TABLE.read(read));
    ALL.iter().copied()
}

/// The CUDA version at the end of a name: `cuda-toolkit-12-4`.
pub fn cuda_in_name(name: &str) -> Option<CudaVersion> {
    let mut parts = name.rsplitn(3, '-');
    let (minor, major) = (parts.next()?, parts.next()?);
    CudaVersion::parse(&format!("{major}.{minor}"))
}

/// The packages that an image keeps apt from upgrading (`apt-mark hold`): those of the image
/// on Ubuntu; images on other systems hold none. Source: the Dockerfiles of 11.8 to 13.3.1.
pub fn held_packages(parts: &TagParts<'_>) -> Vec<String> {
    let (system, version) = parts.os_split();
    if system != "ubuntu" || parts.flavor == Flavor::Base {
        return Vec::new();
    }
    let cuda = format!("{}-{}", parts.cuda.major, parts.cuda.minor);
    let mut held = vec![format!("libcublas-{cuda}")];
    let exact = parts.cuda.to_string();
    let has_nccl = !(exact == "12.5.1" && version == "24.04" || exact == "13.1.0");
    if has_nccl {
        held.push("libnccl2".to_owned());
    }
    if parts.flavor == Flavor::Devel {
        held.push(format!("libcublas-dev-{cuda}"));
        held.extend(has_nccl.then(|| "libnccl-dev".to_owned()));
    }
    match parts.cudnn_major() {
        Some(major @ ..=8) => held.push(format!("libcudnn{major}")),
        Some(major) => held.push(format!("libcudnn{major}-cuda-{}", parts.cuda.major)),
        None => {}
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(tag: &str) -> TagParts<'_> {
        TagParts::parse(tag).expect(tag)
    }

    #[test]
    fn held() {
        let table = [
            ("11.8.0-cudnn8-runtime-ubuntu22.04", "libcublas-11-8 libnccl2 libcudnn8"),
            (
                "12.4.1-cudnn-devel-ubuntu22.04",
                "libcublas-12-4 libnccl2 libcublas-dev-12-4 libnccl-dev libcudnn9-cuda-12",
            ),
            ("12.5.1-runtime-ubuntu24.04", "libcublas-12-5"),
            ("12.4.1-base-ubuntu22.04", ""),
            ("12.4.1-runtime-ubi9", ""),
        ];
        for (tag, expected) in table {
            assert_eq!(held_packages(&parts(tag)).join(" "), expected, "{tag}");
        }
    }

    #[test]
    fn what_an_image_holds() {
        let in_image = |tag: &str, name: &str| {
            let parts = parts(tag);
            let package = nvidia_packages().find(|package| package.name(parts.cuda) == name);
            package.expect(name).is_in(&parts)
        };
        assert!(in_image("12.4.1-devel-ubuntu22.04", "cuda-toolkit-12-4"));
        assert!(!in_image("12.4.1-runtime-ubuntu22.04", "cuda-nvcc-12-4"));
        assert!(in_image("12.4.1-cudnn-runtime-ubuntu22.04", "libcudnn9-cuda-12"));
        assert!(!in_image("12.4.1-cudnn-runtime-ubuntu22.04", "libcudnn8"));
        assert!(!in_image("12.4.1-cudnn-devel-ubuntu22.04", "cuda-drivers"));
    }
}
