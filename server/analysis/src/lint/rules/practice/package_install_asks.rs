//! ## What it does
//! Finds installs with yum, dnf, microdnf and zypper without `-y`.
//!
//! ## Why it matters
//! There is no terminal in a build: the command aborts.
//!
//! ## Example
//! ```dockerfile
//! FROM fedora:41
//! RUN dnf install git
//! ```
//! Use instead:
//! ```dockerfile
//! FROM fedora:41
//! RUN dnf install -y git
//! ```
//!
//! ## Fix
//! Safe: the build fails without it.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "package-install-asks",
    name: "Package manager asks before it installs",
    summary: "yum, dnf or zypper without -y waits for an answer that nobody gives.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3030", "DL3034", "DL3038"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["yum", "dnf", "microdnf", "zypper"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let found = &site.invocation;
    let Some(subcommand) = found.subcommand() else { return };
    let (subcommands, switches): (&[&str], &[&str]) = match found.program {
        "zypper" => (
            &["install", "in", "remove", "rm", "source-install", "si", "patch"],
            &["-y", "-n", "--no-confirm", "--non-interactive"],
        ),
        _ => (&["install", "groupinstall", "localinstall"], &["-y", "--assumeyes"]),
    };
    let is_answered = site.command.pipeline.is_some_and(|place| place.index > 0);
    if !subcommands.contains(&subcommand.value.as_str()) || found.has_option(switches) || is_answered {
        return;
    }
    let range = site.range(subcommand.range);
    let message = format!("{} asks before it goes on, and nobody answers; add -y", found.program);
    let fix = Fix::single("Add -y", Applicability::Safe, TextEdit::insert(range.end(), " -y"));
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}
