//! ## What it does
//! Finds `apt-get install` without `-y`, `--yes` or `-qq`.
//!
//! ## Why it matters
//! There is no terminal in a build: apt-get aborts as soon as it would install more than what was
//! named.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y curl
//! ```
//!
//! ## Fix
//! Safe: the build fails without it, or nothing else would have been asked.

use syntax::shell::ShellWord;
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apt-assume-yes-missing",
    name: "apt-get install asks before it installs",
    summary: "apt-get install without -y waits for an answer that nobody gives.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3014"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let Some(install) = crate::install::apt_install(&site.invocation) else { return };
    // `yes | apt-get install` answers by itself.
    let is_answered = site.command.pipeline.is_some_and(|place| place.index > 0);
    if install.assumes_yes || is_answered || is_configured(site) {
        return;
    }
    let Some(subcommand) = site.invocation.subcommand() else { return };
    let range = site.range(subcommand.range);
    let message = "apt-get install asks before it goes on, and nobody answers; add -y";
    let fix = Fix::single("Add -y", Applicability::Safe, TextEdit::insert(range.end(), " -y"));
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}

/// An earlier command of the script writes `APT::Get::Assume-Yes` into apt's configuration.
fn is_configured(site: &CommandSite<'_>) -> bool {
    let names_setting = |word: &ShellWord| word.value.to_ascii_lowercase().contains("assume-yes");
    site.preceding().iter().any(|command| command.args.iter().any(names_setting))
}
