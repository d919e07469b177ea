//! ## What it does
//! Finds NCCL, cuDNN and TensorRT packages installed without a version on images of nvidia/cuda.
//!
//! ## Why it matters
//! apt takes the newest version, which is built for the newest CUDA and not for that of the image.
//! The image's variables name the matching ones, such as NV_LIBNCCL_DEV_PACKAGE.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN apt-get update && apt-get install -y libnccl-dev
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN apt-get update && apt-get install -y libnccl-dev=2.21.5-1+cuda12.4
//! ```

use crate::Analysis;
use crate::install::apt_install;
use crate::lint::CommandSite;
use crate::lint::support::nvidia_packages::package_called;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use knowledge::cuda_images::parse_tag;

pub const META: Meta = Meta {
    code: "cuda-package-unpinned",
    name: "CUDA library of another CUDA than the image's",
    summary: "An unpinned library of NVIDIA's repository comes built for the newest CUDA.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML33"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

const MOVING: [&str; 5] = ["libnccl", "libcudnn", "libnvinfer", "libnvonnxparsers", "tensorrt"];

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(stage) = analysis.model.stage_of(site.instruction) else { return };
    let Some(image) = analysis.model.root_base(stage).image() else { return };
    let Some(parts) =
        image.tag.as_deref().and_then(parse_tag).filter(|_| image.repository.path == "nvidia/cuda")
    else {
        return;
    };
    for request in apt_install(&site.invocation).into_iter().flat_map(|install| install.requests) {
        let moves = MOVING.iter().any(|prefix| request.name.starts_with(prefix)) && request.version.is_none();
        let is_held = package_called(&request.name, &parts).is_some_and(|known| known.is_in(&parts));
        if moves && !is_held {
            let message = format!(
                "{} comes for the newest CUDA, and the image has {}; pin the version with +cuda{}.{}",
                request.name, parts.cuda, parts.cuda.major, parts.cuda.minor
            );
            findings.push(Finding::new(&META, site.range(request.range), message));
        }
    }
}
