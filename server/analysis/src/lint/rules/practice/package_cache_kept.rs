//! ## What it does
//! Finds RUN that installs with yum, dnf, microdnf or zypper and does not clean up after it.
//!
//! ## Why it matters
//! Metadata and packages stay in the layer, often 100 MB and more. Cleaning in a later RUN saves
//! nothing.
//!
//! ## Example
//! ```dockerfile
//! FROM fedora:41
//! RUN dnf install -y git
//! ```
//! Use instead:
//! ```dockerfile
//! FROM fedora:41
//! RUN dnf install -y git && dnf clean all
//! ```
//!
//! ## Fix
//! Safe: what is installed stays the same.

use syntax::shell::Command;
use syntax::{Applicability, Fix};

use crate::Analysis;
use crate::lint::support::chain;
use crate::lint::support::commands::{removes, runs};
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "package-cache-kept",
    name: "Package cache stays in the layer",
    summary: "yum, dnf or zypper leaves its cache in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3032", "DL3036", "DL3040"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["yum", "dnf", "microdnf", "zypper"], check);

const INSTALLS: [&str; 11] = [
    "install",
    "in",
    "upgrade",
    "up",
    "update",
    "reinstall",
    "groupinstall",
    "localinstall",
    "upgrade-minimal",
    "rei",
    "patch",
];

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let program = site.invocation.program;
    let (folder, clean): (&str, &[&str]) = match program {
        "yum" => ("/var/cache/yum", &["clean"]),
        "zypper" => ("/var/cache/zypp", &["clean", "cc"]),
        _ => ("/var/cache/dnf", &["clean"]),
    };
    let is_install = |command: &Command| runs(command, &[program], &INSTALLS);
    let cleans = |command: &Command| {
        runs(command, &["yum", "dnf", "microdnf", "zypper"], clean)
            || [folder, "/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5"]
                .iter()
                .any(|path| removes(command, path))
    };
    let is_last = !site.following().iter().any(is_install);
    let is_mounted =
        [folder, ".cache/libdnf5", "/var/cache/libdnf5"].iter().any(|path| keeps_out(site.instruction, path));
    if !is_install(site.command) || !is_last || is_mounted || site.following().iter().any(cleans) {
        return;
    }
    let clean_command =
        if program == "zypper" { "zypper clean --all".to_owned() } else { format!("{program} clean all") };
    let message = format!("the cache of {program} stays in the layer; end the RUN with {clean_command}");
    let fix = chain::append(site.instruction, &clean_command)
        .map(|edit| Fix::single(format!("Add {clean_command}"), Applicability::Safe, edit));
    findings.push(Finding::new(&META, site.range(site.invocation.word.range), message).with_fixes(fix));
}
