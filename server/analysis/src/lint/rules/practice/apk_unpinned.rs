//! ## What it does
//! Finds packages of `apk add` without a version.
//!
//! ## Why it matters
//! The next build may get other versions. Off by default: Alpine drops old versions, so that pins break
//! the build instead.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache curl=8.9.0-r0
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::support::commands::is_package_name;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apk-unpinned",
    name: "Alpine package without a version",
    summary: "apk add without versions gets what the archive has on the day of the build.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["DL3018"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["apk"], check);

/// Options that take the next word.
const WITH_VALUE: [&str; 6] = ["-t", "--virtual", "--repository", "-X", "--root", "-p"];

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let args = site.invocation.args;
    let Some(add) = args.iter().position(|word| word.value == "add") else { return };
    for (at, word) in args.iter().enumerate().skip(add + 1) {
        let is_value = WITH_VALUE.contains(&args[at - 1].value.as_str());
        let is_pinned = word.value.contains(['=', '~', '<', '>']);
        if is_value
            || is_pinned
            || !is_package_name(word)
            || word.value.ends_with(".apk")
            || word.value.starts_with('.')
        {
            continue;
        }
        let message = format!(
            "{} has no version, so the next build may get another; write {}=…",
            word.value, word.value
        );
        findings.push(Finding::new(&META, site.range(word.range), message));
    }
}
