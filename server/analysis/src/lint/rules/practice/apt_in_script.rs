//! ## What it does
//! Finds `apt` in RUN.
//!
//! ## Why it matters
//! Its manual page says that it is meant for a terminal; scripts should use apt-get and apt-cache,
//! which keep their interface.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt update
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update
//! ```
//!
//! ## Fix
//! Safe for the subcommands that both share.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apt-in-script",
    name: "apt instead of apt-get",
    summary: "apt is made for people; its command line may change between releases.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3027"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["apt"], check);

/// Subcommands that mean the same to apt-get.
const SHARED: [&str; 9] =
    ["install", "update", "remove", "purge", "autoremove", "clean", "autoclean", "source", "build-dep"];

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let range = site.range(site.invocation.word.range);
    let message = "apt is made for terminals and warns about scripts; use apt-get";
    let is_shared = site.invocation.subcommand().is_some_and(|word| SHARED.contains(&word.value.as_str()));
    let fix = (is_shared && site.invocation.word.value == "apt")
        .then(|| Fix::single("Change to apt-get", Applicability::Safe, TextEdit::replace(range, "apt-get")));
    findings.push(Finding::new(&META, range, message).with_fixes(fix));
}
