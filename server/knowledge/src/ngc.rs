//! NVIDIA's framework containers on nvcr.io: what each monthly release holds.

use crate::table::{Table, cells, known, table};
use crate::version::CudaVersion;

pub(crate) const TABLE: Table = table!("ngc");

/// One container. `None` is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NgcImage {
    /// `nvcr.io/nvidia/pytorch`.
    pub repository: &'static str,
    pub tag: &'static str,
    /// Year and month: `24.05`.
    pub release: &'static str,
    pub python: Option<&'static str>,
    /// The framework's own version string: `torch 2.4.0a0+07cecf4168`.
    pub framework: Option<&'static str>,
    pub tensorrt: Option<&'static str>,
    /// CUDA as printed; NVIDIA gives four numbers.
    pub cuda: Option<&'static str>,
    pub ubuntu: Option<&'static str>,
    pub cudnn: Option<&'static str>,
    pub nccl: Option<&'static str>,
    /// The driver that the compatibility table prints.
    pub driver: Option<&'static str>,
    /// What the release notes require, in their words.
    pub minimum_driver: Option<&'static str>,
    /// Size as printed; compressed or on disk is not stated.
    pub size: Option<&'static str>,
    /// True where CUDA and driver were taken from another image: the patch digits are doubtful.
    pub derived: bool,
    pub source: &'static str,
}

impl NgcImage {
    /// CUDA's version, without the patch digits where those are doubtful.
    pub fn cuda_version(&self) -> Option<CudaVersion> {
        let number = self.cuda?.split(' ').next()?;
        let version = CudaVersion::parse(number)?;
        Some(if self.derived { version.minor_version() } else { version })
    }

    /// The version of torch in it, if it holds torch.
    pub fn torch(&self) -> Option<&'static str> {
        self.framework?.strip_prefix("torch ")
    }
}

pub(crate) fn read(row: &'static str) -> Option<NgcImage> {
    let [
        repository,
        tag,
        release,
        python,
        framework,
        tensorrt,
        extra,
        cuda,
        driver,
        size,
        _onnxruntime,
        ubuntu,
        cudnn,
        nccl,
        minimum_driver,
        _as_of,
        source,
    ] = cells(row)?;
    Some(NgcImage {
        repository,
        tag,
        release,
        python: known(python),
        framework: known(framework),
        tensorrt: known(tensorrt),
        cuda: known(cuda),
        ubuntu: known(ubuntu),
        cudnn: known(cudnn),
        nccl: known(nccl),
        driver: known(driver),
        minimum_driver: known(minimum_driver),
        size: known(size),
        derived: extra == "derived",
        source,
    })
}

/// The containers of a repository, as listed.
pub fn images(repository: &str) -> impl Iterator<Item = NgcImage> + use<> {
    TABLE.find(repository).filter_map(read)
}

/// One container.
pub fn find(repository: &str, tag: &str) -> Option<NgcImage> {
    images(repository).find(|image| image.tag == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_containers() {
        let image = find("nvcr.io/nvidia/pytorch", "24.05-py3").expect("listed");
        assert_eq!(image.torch(), Some("2.4.0a0+07cecf4168"));
        assert_eq!(image.cuda_version().map(|v| v.to_string()).as_deref(), Some("12.4"));
        assert_eq!(image.cudnn, Some("9.1.0.70"));
        let exact = find("nvcr.io/nvidia/tensorflow", "25.02-tf2-py3").expect("listed");
        assert_eq!(exact.cuda_version().map(|v| v.to_string()).as_deref(), Some("12.8.0"));
        assert_eq!(find("nvcr.io/nvidia/pytorch", "latest"), None);
        assert!(images("nvcr.io/nvidia/tritonserver").count() > 50);
    }
}
