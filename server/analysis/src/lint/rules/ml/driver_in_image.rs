//! ## What it does
//! Finds apt-get install of NVIDIA drivers, their user-space parts, the container toolkit, and CUDA
//! packages that bring a driver.
//!
//! ## Why it matters
//! The container uses the driver of the host, whose libraries the toolkit mounts. A second driver in
//! the image takes hundreds of megabytes, and where its version differs programs fail with
//! "driver/library version mismatch".
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:22.04
//! RUN apt-get update && apt-get install -y nvidia-driver-535
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:12.4.1-base-ubuntu22.04
//! RUN true
//! ```

use crate::Analysis;
use crate::install::apt_install;
use crate::lint::CommandSite;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "driver-in-image",
    name: "The host's driver inside the image",
    summary: "Drivers and the container toolkit belong on the host.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML48"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    for request in apt_install(&site.invocation).into_iter().flat_map(|install| install.requests) {
        let Some((severity, message)) = judge(&request.name) else { continue };
        findings.push(
            Finding::new(&META, site.range(request.range), format!("{} {message}", request.name))
                .with_severity(severity),
        );
    }
}

fn judge(name: &str) -> Option<(Severity, &'static str)> {
    let versioned = |prefix: &str| {
        name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let driver = [
        "nvidia-driver-",
        "nvidia-headless-",
        "nvidia-utils-",
        "nvidia-dkms-",
        "nvidia-compute-utils-",
        "cuda-drivers-",
        "xserver-xorg-video-nvidia-",
    ];
    if matches!(name, "cuda-drivers" | "nvidia-driver" | "nvidia-utils" | "nvidia-smi")
        || driver.iter().any(|prefix| versioned(prefix))
    {
        return Some((
            Severity::Warning,
            "belongs on the host, whose driver the container uses; leave it out",
        ));
    }
    if matches!(name, "nvidia-container-toolkit" | "nvidia-docker2" | "nvidia-container-runtime") {
        return Some((
            Severity::Info,
            "belongs on the host unless containers run inside this one; leave it out",
        ));
    }
    if name == "cuda" || versioned("cuda-runtime-") || name.strip_prefix("cuda-").is_some_and(is_version) {
        return Some((
            Severity::Warning,
            "brings a driver, which belongs on the host; install cuda-toolkit or single libraries",
        ));
    }
    None
}

/// `12-4`
fn is_version(text: &str) -> bool {
    text.split_once('-').is_some_and(|(major, minor)| {
        [major, minor].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    })
}
