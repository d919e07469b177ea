//! ## What it does
//! Finds plain TensorFlow on a CUDA image that lacks the CUDA major version or the cuDNN that this
//! release was built for, and the package tensorflow-gpu, which can no longer be installed.
//!
//! ## Why it matters
//! TensorFlow says little and runs on the CPU. The extra and-cuda brings the right libraries as
//! wheels, on any base.
//!
//! ## Example
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install tensorflow==2.15.1
//! ```
//! Use instead:
//! ```dockerfile
//! FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04
//! RUN apt-get update && apt-get install -y python3-pip && pip install 'tensorflow[and-cuda]==2.15.1'
//! ```
//!
//! ## Fix
//! Unsafe: it adds the extra, which brings some GB of wheels.

use crate::Analysis;
use crate::environment::PythonInstall;
use crate::install::Requirement;
use crate::lint::support::python_installs::{installs, replace_in};
use crate::lint::support::system_cuda::lack;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::python_packages::{gpu_needs, tensorflow};
use knowledge::version::compare;
use std::cmp::Ordering;
use syntax::{Applicability, Fix};

pub const META: Meta = Meta {
    code: "tensorflow-cuda-mismatch",
    name: "TensorFlow without its CUDA",
    summary: "TensorFlow does not find the CUDA or cuDNN that it was built for, and runs on the CPU.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML15"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    for install in installs(analysis, stage) {
        if let Some(requirement) = install.requirement("tensorflow-gpu") {
            removed(install, requirement, findings);
        }
        if let Some(requirement) = install.requirement("tensorflow") {
            plain(analysis, install, requirement, findings);
        }
    }
}

/// Releases before 2.12 are still there.
fn removed(install: &PythonInstall, requirement: &Requirement, findings: &mut Findings) {
    let version = install.version("tensorflow-gpu");
    let is_old = version.as_deref().is_some_and(|version| compare(version, "2.12") == Ordering::Less);
    if is_old || version.is_none() && !requirement.specifier.is_empty() {
        return;
    }
    let message = format!(
        "tensorflow-gpu can no longer be installed{}; use tensorflow[and-cuda]",
        install.place_of(requirement)
    );
    findings.push(Finding::new(&META, install.range_of(requirement), message).with_severity(Severity::Error));
}

fn plain(
    analysis: &Analysis<'_>,
    install: &PythonInstall,
    requirement: &Requirement,
    findings: &mut Findings,
) {
    let brings_cuda = requirement.extras.iter().any(|extra| extra == "and-cuda")
        || install.requested().any(|(name, _)| name.starts_with("nvidia-cudnn"));
    let version = install.version("tensorflow");
    let is_loose = version.is_none() && !requirement.specifier.is_empty();
    if brings_cuda || is_loose || install.environment.base_framework.is_some() {
        return;
    }
    let Some(needs) = gpu_needs("tensorflow", version.as_deref()) else { return };
    let Some(lack) = lack(&install.environment, &needs) else { return };
    let has_extra = version
        .as_deref()
        .is_none_or(|version| tensorflow(version).is_some_and(|tf| tf.and_cuda().next().is_some()));
    let remedy = if has_extra { "use tensorflow[and-cuda]" } else { "take a base image that has both" };
    let shown = version.as_deref().unwrap_or("of today");
    let message = format!(
        "TensorFlow {shown} needs {lack}, so it runs on the CPU{}; {remedy}",
        install.place_of(requirement)
    );
    let fix = replace_in(analysis, install, requirement, "tensorflow", "tensorflow[and-cuda]")
        .filter(|_| has_extra)
        .map(|edit| Fix::single("Add the extra and-cuda", Applicability::Unsafe, edit));
    findings.push(Finding::new(&META, install.range_of(requirement), message).with_fixes(fix));
}
