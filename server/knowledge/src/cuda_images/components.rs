//! What an nvidia/cuda image of a CUDA version holds, and which drivers it admits.

use crate::table::{Table, cells, known, table};
use crate::version::CudaVersion;

pub(crate) const TABLE: Table = table!("cuda_components");

/// Library versions in the images of one CUDA version, read from one reference system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Components {
    pub cuda: CudaVersion,
    /// The system whose Dockerfile was read, such as `ubuntu2404`.
    pub os_reference: &'static str,
    /// First constraint of NVIDIA_REQUIRE_CUDA, such as `cuda>=12.4`.
    pub require_cuda: Option<&'static str>,
    /// Older driver branches that NVIDIA_REQUIRE_CUDA admits on the brands listed.
    compat_branches: &'static str,
    brands: &'static str,
    pub cudart: Option<&'static str>,
    pub cublas: Option<&'static str>,
    pub nccl: Option<&'static str>,
    pub cudnn: Option<&'static str>,
}

impl Components {
    /// Older driver branches (470, 525, …) that the image admits through cuda-compat.
    pub fn compat_branches(&self) -> impl Iterator<Item = u32> + use<> {
        self.compat_branches.split(',').filter_map(|branch| branch.parse().ok())
    }

    /// The GPU brands for which those branches count: `tesla`, `quadro`, …
    pub fn brands(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.brands.split(',').filter(|brand| !brand.is_empty())
    }
}

pub(crate) fn read(row: &'static str) -> Option<Components> {
    let [cuda, os_reference, require, compat_branches, brands, cudart, cublas, nccl, cudnn, _source] =
        cells(row)?;
    Some(Components {
        cuda: CudaVersion::parse(cuda)?,
        os_reference,
        require_cuda: known(require),
        compat_branches,
        brands,
        cudart: known(cudart),
        cublas: known(cublas),
        nccl: known(nccl),
        cudnn: known(cudnn),
    })
}

/// Component versions for exactly this CUDA version; cuDNN counts for `-cudnn` tags alone.
pub fn components(cuda: CudaVersion) -> Option<Components> {
    TABLE.rows().filter_map(read).find(|row| row.cuda == cuda)
}

/// NVIDIA_REQUIRE_CUDA's first constraint in the images of this CUDA version.
pub fn require_cuda(cuda: CudaVersion) -> String {
    components(cuda)
        .and_then(|row| row.require_cuda)
        .map_or_else(|| format!("cuda>={}.{}", cuda.major, cuda.minor), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_components() {
        let cuda = CudaVersion::parse("12.4.1").expect("a version");
        let row = components(cuda).expect("in the table");
        assert_eq!(row.cudnn, Some("9.1.0.70"));
        assert_eq!(row.nccl, Some("2.21.5"));
        assert_eq!(row.compat_branches().collect::<Vec<_>>(), [470, 525, 535]);
        assert!(row.brands().any(|brand| brand == "tesla"));
        assert_eq!(require_cuda(cuda), "cuda>=12.4");
    }
}
