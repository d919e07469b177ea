//! ## What it does
//! Finds `useradd` with a user id of more than five digits and without `-l`.
//!
//! ## Why it matters
//! useradd writes an entry into `/var/log/lastlog` and `faillog` at the place that the id says; the
//! holes before it become real bytes in the layer.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN useradd -u 123456789 app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN useradd -l -u 123456789 app
//! ```
//!
//! ## Fix
//! Safe: only the log entries are left out.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "useradd-large-uid",
    name: "useradd with a large id and lastlog",
    summary: "useradd with a large user id fills a log file with gigabytes of holes.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3046"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["useradd"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let found = &site.invocation;
    let ids = found.option_values(&["-u", "--uid"]);
    let is_large = ids.iter().any(|id| id.len() > 5 && id.bytes().all(|b| b.is_ascii_digit()));
    if !is_large || found.has_option(&["-l", "--no-log-init"]) {
        return;
    }
    let range = site.range(found.word.range);
    let fix = Fix::single("Add -l", Applicability::Safe, TextEdit::insert(range.end(), " -l"));
    let message = "a large user id makes useradd write a huge log file; add -l";
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}
