//! ## What it does
//! Finds apt-get install of a Python version that neither the release nor, where it was added, the
//! archive deadsnakes has.
//!
//! ## Why it matters
//! The install fails: "Unable to locate package". deadsnakes serves only releases of Ubuntu that are
//! still supported, and not the version that the release has itself.
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:22.04
//! RUN apt-get update && apt-get install -y python3.12
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update && apt-get install -y python3.12
//! ```

use crate::Analysis;
use crate::install::apt_install;
use crate::lint::CommandSite;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use knowledge::python_archives::python_archives;

pub const META: Meta = Meta {
    code: "python-package-not-in-release",
    name: "No such Python in this release",
    summary: "The package pythonX.Y does not exist in this release of the distribution.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML21"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    if !site.invocation.args.iter().any(|word| word.value.contains("python3.")) {
        return;
    }
    let Some(install) = apt_install(&site.invocation) else { return };
    let Some(environment) = analysis.environments().before(site.instruction, site.index) else { return };
    let Some(distro) = environment.distro.as_ref().filter(|_| !environment.other_archives) else { return };
    let Some(archives) = python_archives(&distro.value) else { return };
    for request in &install.requests {
        let Some(minor) = minor_of(&request.name) else { continue };
        if archives.offers(&minor, environment.deadsnakes) != Some(false) {
            continue;
        }
        let has = archives.own().collect::<Vec<_>>().join(" and ");
        let name = distro.value.display_name();
        let with_deadsnakes = archives.offers(&minor, true) == Some(true);
        let message = match (environment.deadsnakes, with_deadsnakes) {
            (true, _) => format!(
                "deadsnakes has no python{minor} for {name}; use uv python install {minor}, or a newer release"
            ),
            (false, true) => format!(
                "{name} has Python {has}, no {minor}; use uv python install {minor}, or add deadsnakes"
            ),
            (false, false) => format!(
                "{name} has Python {has}, no {minor}; use uv python install {minor}, or another release"
            ),
        };
        findings.push(Finding::new(&META, site.range(request.range), message));
        break;
    }
}

/// `python3.12-venv` -> `3.12`.
fn minor_of(package: &str) -> Option<String> {
    let rest = package.strip_prefix("python3.").or_else(|| package.strip_prefix("libpython3."))?;
    let digits = rest.split('-').next()?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("3.{digits}"))
}
