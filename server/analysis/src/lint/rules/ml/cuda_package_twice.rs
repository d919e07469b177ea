//! ## What it does
//! Finds packages of NVIDIA's repository that the image of nvidia/cuda has already, and whole
//! toolkits of another CUDA version.
//!
//! ## Why it matters
//! The same package costs nothing but time, or moves to another version in a layer of its own. A
//! second toolkit takes several GB beside the first; a base image with the right version has it once.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y cuda-toolkit-12-6
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04
//! RUN apt-get update && apt-get install -y git
//! ```

use crate::Analysis;
use crate::install::apt_install;
use crate::lint::CommandSite;
use crate::lint::support::nvidia_packages::package_called;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use knowledge::cuda_images::{cuda_in_name, parse_tag};

pub const META: Meta = Meta {
    code: "cuda-package-twice",
    name: "CUDA package that the image has",
    summary: "A CUDA or cuDNN package is installed on an image that holds it, or holds another version of it.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML50"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(stage) = analysis.model.stage_of(site.instruction) else { return };
    let Some(image) = analysis.model.root_base(stage).image() else { return };
    let Some(parts) =
        image.tag.as_deref().and_then(parse_tag).filter(|_| image.repository.path == "nvidia/cuda")
    else {
        return;
    };
    for request in apt_install(&site.invocation).into_iter().flat_map(|install| install.requests) {
        let is_there = package_called(&request.name, &parts).is_some_and(|known| known.is_in(&parts));
        let other = cuda_in_name(&request.name)
            .filter(|cuda| request.name.starts_with("cuda-toolkit-") && !cuda.same_minor(parts.cuda));
        let message = match (is_there, other) {
            (true, _) => format!("the image holds {} already; leave it out", request.name),
            (false, Some(cuda)) => format!(
                "this puts CUDA {cuda} beside the {} of the image; take a base image with {cuda}",
                parts.cuda
            ),
            (false, None) => continue,
        };
        findings.push(Finding::new(&META, site.range(request.range), message));
    }
}
