//! Packages of NVIDIA's repository by the names that apt is given.

use knowledge::cuda_images::{NvidiaPackage, TagParts, nvidia_packages};

/// The package of this name for the CUDA of an image.
pub fn package_called(name: &str, parts: &TagParts<'_>) -> Option<NvidiaPackage> {
    nvidia_packages().find(|package| package.is_called(name, parts.cuda))
}
