//! What a base image brings, by its name and tag.

use knowledge::cuda_images::{self, Flavor};
use knowledge::images::{self, ImagePython};
use knowledge::version::CudaVersion;

use super::{Cuda, Environment, Inferred, Provider, Python};
use crate::reference::ImageReference;

/// Images without CUDA that the tables describe fully enough to say so.
const PLAIN: [&str; 12] = [
    "python",
    "debian",
    "ubuntu",
    "alpine",
    "buildpack-deps",
    "node",
    "rockylinux",
    "almalinux",
    "fedora",
    "amazonlinux",
    "continuumio/miniconda3",
    "condaforge/miniforge3",
];

/// The environment of an image before anything is added.
pub(super) fn of_image(image: &ImageReference) -> Environment {
    let repository = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    let mut environment = Environment::default();
    if image.digest.is_some() && image.tag.is_none() {
        return environment;
    }
    if let Some(found) = images::distro(&repository, tag) {
        let how = if found.inferred { "follows from the tag" } else { "the tag says so" };
        environment.distro = Some(Inferred::new(found.distro, format!("{image}: {how}")));
    }
    environment.python = python_of(&repository, tag, image);
    environment.conda_prefix = conda_prefix(&repository, tag);
    // Images that come with Python let pip install, whatever their distribution does.
    environment.pep668_disabled = environment.python.is_some()
        && images::python(&repository, tag).is_none_or(|python| python.pep668 != Some(true));
    if is_cuda(&repository) {
        cuda_image(&mut environment, tag, image);
    } else if let Some(framework) = images::framework(&repository, tag) {
        framework_image(&mut environment, &framework, image);
    } else if PLAIN.contains(&repository.as_str()) {
        let reason = format!("{image} holds no CUDA");
        environment.gpu_base = Some(Inferred::new(false, reason.clone()));
        environment.nvcc = Some(Inferred::new(false, reason));
        environment.compiler = plain_compiler(&repository, tag, image);
    } else if repository.starts_with("nvcr.io/nvidia/") {
        environment.gpu_base = Some(Inferred::new(true, format!("{image} is one of NVIDIA's containers")));
        environment.nvidia_archive = true;
    }
    environment
}

fn is_cuda(repository: &str) -> bool {
    matches!(repository, "nvidia/cuda" | "nvcr.io/nvidia/cuda")
}

fn python_of(repository: &str, tag: &str, image: &ImageReference) -> Option<Inferred<Python>> {
    let Some(found) = images::python(repository, tag) else { return official_python(repository, tag, image) };
    if found.has_python() == Some(false) || found.version().is_none() && !found.is_conda() {
        return None;
    }
    let minor =
        found.minor().and_then(|(major, minor)| Some((major.try_into().ok()?, minor.try_into().ok()?)));
    let by = found.provided_by.unwrap_or_default();
    let provider = if found.is_conda() {
        Provider::Conda
    } else if by.starts_with("system") {
        Provider::Distribution
    } else if by.starts_with("/usr/local") {
        Provider::Local
    } else {
        Provider::Unknown
    };
    Some(Inferred::new(Python { minor, provider }, format!("{image} brings it")))
}

/// `/opt/conda` of `/opt/conda/lib/python3.11/site-packages`.
fn conda_prefix(repository: &str, tag: &str) -> Option<String> {
    let found = images::python(repository, tag).filter(ImagePython::is_conda)?;
    let prefix = found.site_packages.and_then(|folder| folder.split_once("/lib/python"));
    Some(prefix.map_or("/opt/conda", |(prefix, _)| prefix).to_owned())
}

/// The official images hold Python in `/usr/local`, of the version that the tag begins with.
fn official_python(repository: &str, tag: &str, image: &ImageReference) -> Option<Inferred<Python>> {
    let minor = super::system::minor(tag.split('-').next().unwrap_or(tag));
    let python = Python { minor, provider: Provider::Local };
    (repository == "python").then(|| Inferred::new(python, format!("{image} is an image of Python")))
}

fn cuda_image(environment: &mut Environment, tag: &str, image: &ImageReference) {
    environment.gpu_base = Some(Inferred::new(true, format!("{image} is a CUDA image")));
    environment.nvidia_archive = true;
    let Some(parts) = cuda_images::parse_tag(tag) else { return };
    let reason = format!("the tag says {tag}");
    let cuda = Cuda { version: parts.cuda, flavor: Some(parts.flavor) };
    environment.cuda = Some(Inferred::new(cuda, reason.clone()));
    environment.cudnn_major = parts.cudnn_major().map(|major| Inferred::new(major, reason.clone()));
    let is_devel = parts.flavor == Flavor::Devel;
    environment.nvcc = Some(Inferred::new(is_devel, format!("a {} image", parts.flavor)));
    environment.compiler = Some(Inferred::new(is_devel, format!("a {} image", parts.flavor)));
}

fn framework_image(
    environment: &mut Environment,
    framework: &images::ImageFramework,
    image: &ImageReference,
) {
    let package = framework.package;
    environment.packages.insert(package.to_owned(), framework.version.clone());
    if let Some(torch) = &framework.torch {
        environment.packages.insert("torch".to_owned(), Some(torch.clone()));
    }
    let reason = format!("{image} is built around {package}");
    environment.base_framework = Some(Inferred::new(package.to_owned(), reason.clone()));
    environment.nvidia_archive = framework.vendor_build;
    if package == "torch" || framework.torch.is_some() {
        environment.torch_cuda = framework.cuda.map(|cuda| Inferred::new(cuda, reason.clone()));
    }
    let has_gpu = framework.cuda.is_some() || framework.vendor_build;
    environment.gpu_base = has_gpu.then(|| Inferred::new(true, reason.clone()));
    let Some(flavor) = framework.flavor else { return };
    let is_devel = flavor == Flavor::Devel;
    environment.nvcc = Some(Inferred::new(is_devel, reason.clone()));
    environment.compiler = Some(Inferred::new(is_devel, reason.clone()));
    // The runtime images of PyTorch hold CUDA inside conda or wheels alone.
    if let Some(version) = framework.cuda.filter(|_| is_devel) {
        environment.cuda = Some(Inferred::new(Cuda { version, flavor: Some(flavor) }, reason.clone()));
        environment.cudnn_major = framework.cudnn_major.map(|major| Inferred::new(major, reason));
    }
}

fn plain_compiler(repository: &str, tag: &str, image: &ImageReference) -> Option<Inferred<bool>> {
    let is_small = ["slim", "alpine", "curl", "scm"].iter().any(|word| tag.contains(word));
    match repository {
        "python" | "node" | "buildpack-deps" => Some(Inferred::new(
            !is_small,
            format!("{image} has {} compiler", if is_small { "no" } else { "a" }),
        )),
        "debian" | "ubuntu" | "alpine" => Some(Inferred::new(false, format!("{image} has no compiler"))),
        _ => None,
    }
}

/// CUDA from a version text of a package name: `12-4`, `12.4`.
pub(super) fn cuda_version(text: &str) -> Option<CudaVersion> {
    CudaVersion::parse(&text.replace('-', "."))
}
