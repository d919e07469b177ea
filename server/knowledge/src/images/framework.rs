//! The framework inside an image for machine learning, told from its tag.

use crate::cuda_images::Flavor;
use crate::ngc;
use crate::pattern::canonical_repository;
use crate::python_packages::release;
use crate::version::CudaVersion;

/// What an image's tag (or NVIDIA's table) says it holds. `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFramework {
    /// `torch`, `tensorflow`, `vllm`: the package that must not be replaced.
    pub package: &'static str,
    /// Its version, without local parts of NVIDIA's builds: `2.4.0a0` for `2.4.0a0+07cecf4168`.
    pub version: Option<String>,
    /// torch inside an image whose main package is another.
    pub torch: Option<String>,
    pub cuda: Option<CudaVersion>,
    /// cuDNN's major version.
    pub cudnn_major: Option<u8>,
    /// Whether nvcc and headers are there.
    pub flavor: Option<Flavor>,
    /// Whether it is a build of NVIDIA's that no index has: reinstalling loses it.
    pub vendor_build: bool,
}

/// The framework of `repository:tag`; `None` for images that are not known to hold one.
pub fn framework(repository: &str, tag: &str) -> Option<ImageFramework> {
    match canonical_repository(repository) {
        "pytorch/pytorch" => pytorch(tag),
        "tensorflow/tensorflow" => Some(tensorflow(tag)),
        "vllm/vllm-openai" => Some(vllm(tag)),
        "rocm/pytorch" => Some(ImageFramework {
            package: "torch",
            version: tag.rsplit_once("_release_").map(|(_, version)| version.to_owned()),
            ..ImageFramework::default()
        }),
        name if name.starts_with("nvcr.io/nvidia/") => vendor(name, tag),
        _ => None,
    }
}

/// `2.7.1-cuda12.8-cudnn9-runtime`.
fn pytorch(tag: &str) -> Option<ImageFramework> {
    let mut result = ImageFramework { package: "torch", ..ImageFramework::default() };
    if tag.is_empty() || tag == "latest" {
        return Some(result);
    }
    let mut words = tag.split('-');
    result.version = words.next().map(str::to_owned).filter(|v| v.starts_with(|c: char| c.is_ascii_digit()));
    result.version.as_ref()?;
    for word in words {
        if let Some(cuda) = word.strip_prefix("cuda") {
            result.cuda = CudaVersion::parse(cuda);
        } else if let Some(major) = word.strip_prefix("cudnn") {
            result.cudnn_major = major.parse().ok();
        } else {
            result.flavor = match word {
                "devel" => Some(Flavor::Devel),
                "runtime" => Some(Flavor::Runtime),
                _ => result.flavor,
            };
        }
    }
    Some(result)
}

/// `2.16.1-gpu-jupyter`; CUDA comes as wheels from 2.16 on, from a base image before.
fn tensorflow(tag: &str) -> ImageFramework {
    let version = tag.split('-').next().filter(|v| v.starts_with(|c: char| c.is_ascii_digit()));
    let build = version.filter(|_| tag.contains("gpu")).and_then(crate::python_packages::tensorflow);
    ImageFramework {
        package: "tensorflow",
        version: version.map(str::to_owned),
        cuda: build.and_then(|build| build.cuda),
        cudnn_major: build.and_then(|build| build.cudnn?.split('.').next()?.parse().ok()),
        ..ImageFramework::default()
    }
}

/// `v0.30.0-cu129`: the release's wheel pins torch; the tag may name another CUDA.
fn vllm(tag: &str) -> ImageFramework {
    let version = tag.strip_prefix('v').and_then(|rest| rest.split('-').next());
    let wheel = version.and_then(|version| release("vllm", version));
    let named = tag.split('-').find_map(CudaVersion::from_wheel_tag);
    let torch = wheel.and_then(|wheel| wheel.requirement_on("torch"));
    ImageFramework {
        package: "vllm",
        version: version.map(str::to_owned),
        torch: torch.and_then(|pin| pin.strip_prefix("==")).map(str::to_owned),
        cuda: named.or_else(|| CudaVersion::parse(wheel?.cuda?)),
        ..ImageFramework::default()
    }
}

fn vendor(repository: &str, tag: &str) -> Option<ImageFramework> {
    let package = match repository.rsplit('/').next() {
        Some("pytorch") => "torch",
        Some("tensorflow") => "tensorflow",
        _ => return None,
    };
    let row = ngc::find(repository, tag);
    let printed = row.and_then(|row| row.framework?.split(' ').nth(1));
    Some(ImageFramework {
        package,
        version: printed.and_then(|version| version.split('+').next()).map(str::to_owned),
        cuda: row.and_then(|row| row.cuda_version()),
        cudnn_major: row.and_then(|row| row.cudnn?.split('.').next()?.parse().ok()),
        flavor: Some(Flavor::Devel),
        vendor_build: true,
        ..ImageFramework::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_tags() {
        let table = [
            ("pytorch/pytorch", "2.7.1-cuda12.8-cudnn9-runtime", "torch 2.7.1 cuda 12.8 cudnn 9"),
            ("docker.io/pytorch/pytorch", "latest", "torch ? cuda ? cudnn ?"),
            ("tensorflow/tensorflow", "2.15.0-gpu", "tensorflow 2.15.0 cuda 12.2 cudnn 8"),
            ("tensorflow/tensorflow", "2.15.0", "tensorflow 2.15.0 cuda ? cudnn ?"),
            ("vllm/vllm-openai", "v0.33.0", "vllm 0.33.0 cuda 13.0 cudnn ?"),
            ("vllm/vllm-openai", "v0.30.0-cu129", "vllm 0.30.0 cuda 12.9 cudnn ?"),
            ("nvcr.io/nvidia/pytorch", "24.05-py3", "torch 2.4.0a0 cuda 12.4 cudnn 9"),
            ("nvcr.io/nvidia/pytorch", "99.01-py3", "torch ? cuda ? cudnn ?"),
            (
                "rocm/pytorch",
                "rocm7.2_ubuntu22.04_py3.10_pytorch_release_2.9.1",
                "torch 2.9.1 cuda ? cudnn ?",
            ),
        ];
        for (repository, tag, expected) in table {
            let found = framework(repository, tag).expect(tag);
            let or_unknown = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
            let got = format!(
                "{} {} cuda {} cudnn {}",
                found.package,
                or_unknown(found.version.clone()),
                or_unknown(found.cuda.map(|cuda| cuda.to_string())),
                or_unknown(found.cudnn_major.map(|major| major.to_string())),
            );
            assert_eq!(got, expected, "{repository}:{tag}");
        }
        assert_eq!(framework("vllm/vllm-openai", "v0.33.0").expect("known").torch.as_deref(), Some("2.14.0"));
        assert_eq!(framework("python", "3.12"), None);
        assert_eq!(framework("nvcr.io/nvidia/cuda", "13.0.0-base-ubuntu24.04"), None);
    }
}
