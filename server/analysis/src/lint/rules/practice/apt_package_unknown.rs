//! ## What it does
//! Finds names in `apt-get install` that no archive of the base image has, and suggests the name that
//! was probably meant.
//!
//! Only where it can be known: the image's own package sources and their indexes have been read before
//! (for the size of a layer), and the Dockerfile adds no other source. Names that releases have dropped
//! or renamed are the business of `apt-package-gone`.
//!
//! ## Why it matters
//! apt stops with "Unable to locate package", often after minutes of other work.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y libjpeg-dve
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y libjpeg-dev
//! ```
//!
//! ## Fix
//! Unsafe: the nearest name of the archives is put in its place.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::install::{AptRequest, apt_install};
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};
use crate::release_packages::{ReleasePackages, recalled_release_packages};

pub const META: Meta = Meta {
    code: "apt-package-unknown",
    name: "Package that no archive has",
    summary: "apt is asked for a name that the image's package archives do not have.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = apt_install(&site.invocation) else { return };
    let Some(packages) = packages(analysis, site) else { return };
    for request in install.requests.iter().filter(|request| is_plain_name(&request.name)) {
        if packages.has(&request.name) || is_renamed(analysis, site, &request.name) {
            continue;
        }
        findings.push(finding(analysis, site, request, &packages));
    }
}

/// No pattern, task, file or request to remove.
fn is_plain_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.+".contains(&byte))
        && !name.ends_with(['-', '+'])
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Another rule says so, and what to use instead.
fn is_renamed(analysis: &Analysis<'_>, site: &CommandSite<'_>, name: &str) -> bool {
    let environment = analysis.environments().before(site.instruction, site.index);
    let distro = environment.and_then(|environment| environment.distro.as_ref());
    distro.is_some_and(|distro| {
        knowledge::renamed::missing(distro.value.id, distro.value.version, name).is_some()
    })
}

fn finding(
    analysis: &Analysis<'_>,
    site: &CommandSite<'_>,
    request: &AptRequest,
    packages: &ReleasePackages,
) -> Finding {
    let range = site.range(request.range);
    let (name, release) = (&request.name, &packages.release);
    let similar = packages.nearest(name);
    let message = match similar {
        Some(similar) => format!("{release} has no package {name}; did you mean {similar}?"),
        None => format!("{release} has no package {name}; correct the name"),
    };
    let at = analysis.source.slice(range).find(name.as_str());
    let fix = similar.zip(at).map(|(similar, at)| {
        let start = usize::from(range.start()) + at;
        let edit = TextEdit::replace(syntax::range(start, start + name.len()), similar);
        Fix::single(format!("Change to {similar}"), Applicability::Unsafe, edit)
    });
    Finding::new(&META, range, message).with_fixes(fix)
}

/// `None` unless every source is known and read.
fn packages(analysis: &Analysis<'_>, site: &CommandSite<'_>) -> Option<ReleasePackages> {
    let environment = analysis.environments().before(site.instruction, site.index)?;
    if environment.other_archives || environment.nvidia_archive || environment.deadsnakes {
        return None;
    }
    recalled_release_packages(analysis, analysis.model.stage_of(site.instruction)?)
}
