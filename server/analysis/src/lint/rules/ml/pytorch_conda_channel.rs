//! ## What it does
//! Finds conda install of pytorch 2.6 or newer from the channel pytorch, and information where no
//! version is pinned.
//!
//! ## Why it matters
//! The channel has no newer release: conda finds nothing, or installs 2.5.1 for ever. conda-forge and
//! pip have the current ones.
//!
//! ## Example
//! ```dockerfile
//! FROM condaforge/miniforge3:latest
//! RUN conda install -y -c pytorch pytorch==2.6.0
//! ```
//! Use instead:
//! ```dockerfile
//! FROM condaforge/miniforge3:latest
//! RUN pip install torch==2.6.0
//! ```

use crate::Analysis;
use crate::install::conda_install;
use crate::lint::CommandSite;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use knowledge::version::compare;
use std::cmp::Ordering;

pub const META: Meta = Meta {
    code: "pytorch-conda-channel",
    name: "conda channel without newer PyTorch",
    summary: "The conda channel pytorch ended with 2.5.1.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML24"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["conda", "mamba", "micromamba"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = conda_install(&site.invocation).filter(|install| install.uses_channel("pytorch"))
    else {
        return;
    };
    let Some(request) = install.request("pytorch") else { return };
    let (severity, message) = match request.exact_version() {
        Some(version) if compare(version, "2.6") != Ordering::Less => {
            let elsewhere = install.uses_channel("conda-forge");
            let severity = if elsewhere { Severity::Info } else { Severity::Error };
            (severity, format!("the channel pytorch ended with 2.5.1 and has no {version}; use pip or conda-forge"))
        }
        Some(_) => return,
        None => (Severity::Info, "the channel pytorch ended with 2.5.1, so that is what comes; use pip or conda-forge for newer ones".to_owned()),
    };
    findings.push(Finding::new(&META, site.range(request.range), message).with_severity(severity));
}
