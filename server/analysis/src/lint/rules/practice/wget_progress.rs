//! ## What it does
//! Finds `wget` without `-q`, `-nv`, `--progress`, `-o` or `-a`.
//!
//! ## Why it matters
//! Without a terminal the bar becomes thousands of lines in the log.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN wget https://example.org/data.bin
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN wget --progress=dot:giga https://example.org/data.bin
//! ```
//!
//! ## Fix
//! Safe: only the log changes.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "wget-progress",
    name: "wget fills the build log",
    summary: "wget without a quiet option writes its progress bar into the build log.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3047"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["wget"], check);

const QUIET: [&str; 9] =
    ["-q", "--quiet", "-nv", "--no-verbose", "--progress", "-o", "--output-file", "-a", "--append-output"];

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    if site.invocation.args.is_empty() || site.invocation.has_option(&QUIET) {
        return;
    }
    let range = site.range(site.invocation.word.range);
    let edit = TextEdit::insert(range.end(), " --progress=dot:giga");
    let fix = Fix::single("Add --progress=dot:giga", Applicability::Safe, edit);
    let message = "wget writes its progress bar into the log; add --progress=dot:giga or -q";
    findings.push(Finding::new(&META, range, message).with_fix(fix));
}
