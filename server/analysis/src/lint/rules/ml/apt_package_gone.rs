//! ## What it does
//! Finds apt-get install of packages that this release of the distribution no longer has, such as
//! libgl1-mesa-glx on Ubuntu 24.04, and of python3.12-distutils, which never existed.
//!
//! ## Why it matters
//! The install fails: "Unable to locate package" or "has no installation candidate".
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update && apt-get install -y libgl1-mesa-glx
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:24.04
//! RUN apt-get update && apt-get install -y libgl1
//! ```
//!
//! ## Fix
//! Unsafe: the name that replaces it.

use crate::Analysis;
use crate::install::apt_install;
use crate::lint::CommandSite;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use knowledge::renamed::renamed;
use syntax::{Applicability, Fix, TextEdit};

pub const META: Meta = Meta {
    code: "apt-package-gone",
    name: "Package that the release no longer has",
    summary: "The package was renamed or dropped before this release.",
    category: Category::Ml,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["ML22", "ML46"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = apt_install(&site.invocation) else { return };
    let Some(environment) = analysis.environments().before(site.instruction, site.index) else { return };
    let Some(distro) = environment.distro.as_ref() else { return };
    for request in &install.requests {
        let Some(gone) = renamed(distro.value.id, distro.value.version, &request.name) else { continue };
        let may_come_from_elsewhere = environment.other_archives && !gone.package.ends_with("-distutils");
        if may_come_from_elsewhere {
            continue;
        }
        let name = distro.value.display_name();
        let range = site.range(request.range);
        let message = match gone.instead {
            Some(instead) => format!("{name} has no package {}; use {instead}", gone.package),
            None => format!("{name} has no package {}; leave it out", gone.package),
        };
        let is_literal = analysis.source.slice(range) == gone.package;
        let fix = gone.instead.filter(|_| is_literal).map(|instead| {
            Fix::single(
                format!("Change to {instead}"),
                Applicability::Unsafe,
                TextEdit::replace(range, instead),
            )
        });
        findings.push(Finding::new(&META, range, message).with_fixes(fix));
    }
}
