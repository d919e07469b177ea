//! ## What it does
//! Finds `apt-get install` that also installs recommended packages.
//!
//! ## Why it matters
//! They often make up half of the layer. What is really needed can be named.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ## Fix
//! Unsafe: something may need a recommended package (`ca-certificates` is the usual one).

use syntax::shell::ShellWord;
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apt-recommends",
    name: "Recommended packages come along",
    summary: "apt-get install without --no-install-recommends brings packages that nobody asked for.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3015"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = crate::install::apt_install(&site.invocation) else { return };
    if !install.with_recommends || is_configured(site) {
        return;
    }
    let Some(subcommand) = site.invocation.subcommand() else { return };
    let range = site.range(subcommand.range);
    let message = "recommended packages are installed as well; add --no-install-recommends";
    let edit = TextEdit::insert(range.end(), " --no-install-recommends");
    let fix = Fix::single("Add --no-install-recommends", Applicability::Unsafe, edit);
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}

/// An earlier command of the script writes `APT::Install-Recommends` into apt's configuration.
fn is_configured(site: &CommandSite<'_>) -> bool {
    let names_setting = |word: &ShellWord| word.value.to_ascii_lowercase().contains("install-recommends");
    site.preceding()
        .iter()
        .filter(|command| command.name.as_ref().is_some_and(|name| name.value != "apt-get"))
        .any(|command| command.args.iter().any(names_setting))
}
