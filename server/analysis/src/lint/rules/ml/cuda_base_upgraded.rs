//! ## What it does
//! Finds apt-get upgrade and dist-upgrade on images of nvidia/cuda.
//!
//! ## Why it matters
//! NVIDIA's repository is configured in the image and holds newer packages than the tag promises.
//! What is not held is upgraded, a second time into a layer of its own. A newer tag is the upgrade.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get upgrade -y
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y curl
//! ```

use crate::Analysis;
use crate::lint::CommandSite;
use crate::lint::support::commands::invokes;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "cuda-base-upgraded",
    name: "Upgrade on a CUDA image",
    summary: "apt-get upgrade may move CUDA packages of the base image to other versions.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML31"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    if !invokes(&site.invocation, &["apt-get", "apt"], &["upgrade", "dist-upgrade", "full-upgrade"]) {
        return;
    }
    let on_cuda = analysis.environments().before(site.instruction, site.index);
    if on_cuda.is_some_and(|environment| environment.nvidia_archive && environment.cuda.is_some()) {
        let message =
            "the upgrade may move CUDA packages off the versions of the image; take a newer tag instead";
        findings.push(Finding::new(&META, site.command_range(), message));
    }
}
