//! ## What it does
//! Finds packages of `apt-get install` without `=version`.
//!
//! ## Why it matters
//! The next build may get other versions. Off by default: archives drop old versions, so that pins
//! break the build instead; a snapshot archive or a pinned base image serves better.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN apt-get update && apt-get install -y curl=7.88.1-10+deb12u8
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apt-unpinned",
    name: "Debian package without a version",
    summary: "apt-get install without versions gets what the archive has on the day of the build.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["DL3008"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = crate::install::apt_install(&site.invocation) else { return };
    for request in
        install.requests.iter().filter(|request| request.version.is_none() && request.release.is_none())
    {
        let message = format!(
            "{} has no version, so the next build may get another; write {}=…",
            request.name, request.name
        );
        findings.push(Finding::new(&META, site.range(request.range), message));
    }
}
