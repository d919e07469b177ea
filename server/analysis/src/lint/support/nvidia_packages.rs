//! Packages of NVIDIA's repository by the names that apt is given.

use knowledge::cuda_images::{NvidiaPackage, TagParts, nvidia_packages};
use knowledge::version::CudaVersion;

/// The package of this name for the CUDA of an image.
pub fn package_called(name: &str, parts: &TagParts<'_>) -> Option<NvidiaPackage> {
    nvidia_packages().find(|package| package.is_called(name, parts.cuda))
}

/// The CUDA version at the end of a name: `cuda-toolkit-12-4`.
pub fn cuda_of(name: &str) -> Option<CudaVersion> {
    let mut parts = name.rsplitn(3, '-');
    let (minor, major) = (parts.next()?, parts.next()?);
    CudaVersion::parse(&format!("{major}.{minor}"))
}
