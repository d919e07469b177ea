//! ## What it does
//! Finds packages that npm, gem, go, yum, dnf and zypper install by their bare name.
//!
//! ## Why it matters
//! The next build may get other versions. Off by default, as with the other package managers.
//!
//! ## Example
//! ```dockerfile
//! FROM node:22
//! RUN npm install -g typescript
//! ```
//! Use instead:
//! ```dockerfile
//! FROM node:22
//! RUN npm install -g typescript@5.6.3
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "package-unpinned",
    name: "Package without a version",
    summary: "npm, gem, go, yum, dnf or zypper installs a package without a version.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["DL3016", "DL3028", "DL3033", "DL3037", "DL3041", "DL3062"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["npm", "gem", "go", "yum", "dnf", "microdnf", "zypper"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let found = &site.invocation;
    let Some(at) = found.args.iter().position(|word| !word.value.starts_with('-')) else { return };
    if !installs(found.program, &found.args[at].value) {
        return;
    }
    for word in found.args[at + 1..].iter().take_while(|word| word.value != "--") {
        let is_value = word.value.starts_with(['-', '.', '/', '$']) || !word.is_literal;
        if is_value || is_pinned(found.program, &word.value) {
            continue;
        }
        let message = format!("{} has no version, so the next build may get another; name one", word.value);
        findings.push(Finding::new(&META, site.range(word.range), message));
    }
}

fn installs(program: &str, subcommand: &str) -> bool {
    match program {
        "go" => matches!(subcommand, "install" | "get"),
        "gem" | "npm" => matches!(subcommand, "install" | "i"),
        "zypper" => matches!(subcommand, "install" | "in"),
        _ => subcommand == "install",
    }
}

fn is_pinned(program: &str, package: &str) -> bool {
    match program {
        "npm" => package.trim_start_matches('@').contains('@') || package.contains("://"),
        "go" => package.contains('@') && !package.ends_with("@latest"),
        "gem" => package.contains(':'),
        // `name-1.2-3.fc41`, `name=1.2`, a file or an address.
        _ => {
            package.ends_with(".rpm")
                || package.contains(['=', ':', '@'])
                || package.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
        }
    }
}
