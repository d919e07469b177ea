//! ## What it does
//! Finds `# syntax=`, `# escape=` and `# check=` below the first comment, blank line or instruction,
//! and misspelt names of them in the first line.
//!
//! ## Why it matters
//! BuildKit reads directives only at the very top of the file; anywhere else they are comments.
//!
//! ## Example
//! ```dockerfile
//! # My image
//! # syntax=docker/dockerfile:1
//! FROM debian:bookworm
//! ```
//! Use instead:
//! ```dockerfile
//! # syntax=docker/dockerfile:1
//! # My image
//! FROM debian:bookworm
//! ```
//!
//! ## Fix
//! Unsafe: the correct name is put in its place; the directive then takes effect.

use syntax::ast::comments;
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "ignored-directive",
    name: "Parser directive that is not read",
    summary: "A comment looks like a parser directive but stands too low or is misspelt.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::File(check);

const DIRECTIVES: [&str; 3] = ["syntax", "escape", "check"];

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    for comment in comments(analysis.source) {
        let body = comment.text.trim_start_matches('#').trim_start();
        let Some((name, value)) = body.split_once('=') else { continue };
        let name = name.trim_end();
        let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_word || value.trim().contains(' ') || value.trim().is_empty() {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        if DIRECTIVES.contains(&lower.as_str()) {
            let message =
                format!("{lower} is only read at the very top of the file; move it to the first line");
            findings.push(Finding::new(&META, comment.range, message));
        } else if let Some(meant) =
            nearest(&lower, DIRECTIVES).filter(|_| usize::from(comment.range.start()) == 0)
        {
            let message = format!("{name} is no parser directive; did you mean {meant}?");
            let start = usize::from(comment.range.start()) + comment.text.len() - body.len();
            let edit = TextEdit::replace(syntax::range(start, start + name.len()), meant);
            let fix = Fix::single(format!("Change to {meant}"), Applicability::Unsafe, edit);
            findings.push(Finding::new(&META, comment.range, message).with_fix(fix));
        }
    }
}
