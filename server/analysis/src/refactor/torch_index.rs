//! Takes torch from PyTorch's own index for the CUDA of the image, instead of the default build.

use knowledge::python_packages::{torch, torch_index_url};
use knowledge::version::CudaVersion;
use syntax::{Applicability, Fix, TextRange};

use super::touched;
use crate::Analysis;
use crate::environment::{PythonInstall, TorchIndex};
use crate::lint::support::python_installs::{add_option, installs, is_torch_alone};

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    let Some(stage) = analysis.model.stage_of(info) else { return Vec::new() };
    let here = installs(analysis, stage).iter().filter(|install| install.instruction == info.index);
    here.filter_map(|install| to_index(analysis, install)).collect()
}

fn to_index(analysis: &Analysis<'_>, install: &PythonInstall) -> Option<Fix> {
    // Other packages are not on that index.
    if install.torch_index() != TorchIndex::Default || !is_torch_alone(install) {
        return None;
    }
    let release = torch(&install.version("torch")?)?;
    let image = install.environment.cuda.as_ref()?.value.version;
    let build = nearest(&release.index_builds(), image)?;
    if release.default_cuda.is_some_and(|default| default.same_minor(build)) {
        return None;
    }
    let tag = build.wheel_tag();
    let edit = add_option(analysis, install, &format!("--index-url {}", torch_index_url(&tag)))?;
    // Another build has other CUDA libraries, and runs on other drivers.
    Some(Fix::single(format!("Install torch's build for CUDA {build}"), Applicability::Unsafe, edit))
}

/// The newest build of the same major that is not newer than the image's CUDA.
fn nearest(builds: &[String], image: CudaVersion) -> Option<CudaVersion> {
    let versions = builds.iter().filter_map(|build| CudaVersion::from_wheel_tag(build));
    versions
        .filter(|build| build.major == image.major && build.minor <= image.minor)
        .max_by_key(|build| build.minor)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn torch_takes_the_build_for_the_image() {
        check(
            offer,
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04\nRUN pip3 <CURSOR>install torch==2.1.2 torchvision==0.16.2\n",
            "FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04\nRUN pip3 install --index-url https://download.pytorch.org/whl/cu118 torch==2.1.2 torchvision==0.16.2\n",
        );
    }

    #[test]
    fn what_fits_or_is_not_known_stays() {
        for (image, run) in [
            // The default build of 2.1.2 is for CUDA 12.1.
            ("nvidia/cuda:12.1.1-runtime-ubuntu22.04", "pip install torch==2.1.2"),
            ("nvidia/cuda:11.8.0-runtime-ubuntu22.04", "pip install torch"),
            ("nvidia/cuda:11.8.0-runtime-ubuntu22.04", "pip install torch==2.1.2 transformers"),
            (
                "nvidia/cuda:11.8.0-runtime-ubuntu22.04",
                "pip install torch==2.1.2 --index-url https://download.pytorch.org/whl/cu121",
            ),
            ("nvidia/cuda:10.2-runtime-ubuntu18.04", "pip install torch==2.1.2"),
            ("python:3.11", "pip install torch==2.1.2"),
        ] {
            check_none(offer, &format!("FROM {image}\nRUN <CURSOR>{run}\n"));
        }
    }
}
