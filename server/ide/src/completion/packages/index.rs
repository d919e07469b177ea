//! Package index addresses: PyTorch's own indexes, those that fit the base image first.

use analysis::install::pip_install;
use knowledge::cuda_images::TagParts;
use knowledge::python_packages::{TorchRelease, torch, torch_releases};
use knowledge::version::CudaVersion;

use super::super::{Item, ItemKind, List};
use crate::context::Site;

/// PyTorch's wheel index, one folder a build.
const TORCH_INDEX: &str = "https://download.pytorch.org/whl";

pub(crate) fn index_urls(site: &Site<'_, '_>, list: &mut List) {
    let release =
        pinned_torch(site).or_else(|| torch_releases().find(|torch| !torch.index_builds().is_empty()));
    let builds = release.map(|torch| torch.index_builds()).unwrap_or_default();
    let cuda = cuda(site);
    let mut builds: Vec<(bool, String)> =
        builds.into_iter().map(|build| (!fits(&build, cuda), build)).collect();
    builds.sort_by_key(|(unfit, _)| *unfit);
    for (unfit, build) in builds {
        let about = about(&build, release, cuda.filter(|_| !unfit));
        list.push(Item::new(format!("{TORCH_INDEX}/{build}"), ItemKind::Url).detail(about));
    }
}

/// `cu128` needs a base with CUDA of the same major version, at least where it has CUDA at all.
fn fits(build: &str, base: Option<CudaVersion>) -> bool {
    match (CudaVersion::from_wheel_tag(build), base) {
        (None, base) => base.is_none(),
        (Some(build), Some(base)) => build.major == base.major && build.minor <= base.minor,
        (Some(_), None) => true,
    }
}

fn about(build: &str, release: Option<TorchRelease>, base: Option<CudaVersion>) -> String {
    let version = release.map_or(String::new(), |torch| format!(" of torch {}", torch.version));
    match (CudaVersion::from_wheel_tag(build), base) {
        (None, _) if build == "cpu" => format!("build{version} without CUDA: small"),
        (Some(cuda), Some(base)) => format!("CUDA {cuda} build{version}; fits the base image's CUDA {base}"),
        (Some(cuda), None) => format!("CUDA {cuda} build{version}"),
        (None, _) => format!("{build} build{version}"),
    }
}

/// The torch version that this instruction pins.
pub(super) fn pinned_torch(site: &Site<'_, '_>) -> Option<TorchRelease> {
    let installs = site.info?.commands().iter().filter_map(|command| pip_install(&command.invocation()?));
    let mut requirements = installs.flat_map(|install| install.requirements);
    let pinned = requirements.find(|requirement| requirement.name.as_deref() == Some("torch"))?;
    torch(pinned.specifier.strip_prefix("==")?)
}

/// CUDA of the stage, by what was installed before or by its base image, half typed or not.
pub(super) fn cuda(site: &Site<'_, '_>) -> Option<CudaVersion> {
    let environment = site.info.and_then(|info| site.analysis.environments().at(info));
    let installed = environment.and_then(|environment| Some(environment.cuda.as_ref()?.value.version));
    installed.or_else(|| base_cuda(site))
}

fn base_cuda(site: &Site<'_, '_>) -> Option<CudaVersion> {
    let model = &site.analysis.model;
    let image = model.root_base(model.stage_of(site.info?)?).image()?;
    if !crate::tags::is_cuda(&image.repository.familiar_with_registry()) {
        return None;
    }
    TagParts::parse_loosely(image.tag.as_deref()?).map(|parts| parts.cuda)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_fit_bases_of_the_same_major() {
        let base = CudaVersion::parse("12.4.1");
        assert!(fits("cu121", base) && !fits("cu128", base) && !fits("cu118", base) && !fits("cpu", base));
        assert!(fits("cpu", None) && fits("cu118", None));
    }
}
