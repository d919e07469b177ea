//! ## What it does
//! Finds `apk add` without `--no-cache`, where neither a mount nor a removal keeps the index out of the
//! layer.
//!
//! ## Why it matters
//! The index takes about 2 MB and is of no use at run time.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache curl
//! ```
//!
//! ## Fix
//! Safe: what is installed stays the same.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::support::commands::removes;
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apk-cache-kept",
    name: "Package index of apk stays in the layer",
    summary: "apk add without --no-cache leaves the package index in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3019"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["apk"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let found = &site.invocation;
    let Some(subcommand) = found.subcommand().filter(|word| word.value == "add") else { return };
    let is_removed = site.following().iter().any(|command| removes(command, "/var/cache/apk"));
    if found.has_option(&["--no-cache"]) || is_removed || keeps_out(site.instruction, "/var/cache/apk") {
        return;
    }
    let range = site.range(subcommand.range);
    let edit = TextEdit::insert(range.end(), " --no-cache");
    let fix = Fix::single("Add --no-cache", Applicability::Safe, edit);
    let message = "the package index stays in the layer; add --no-cache";
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}
