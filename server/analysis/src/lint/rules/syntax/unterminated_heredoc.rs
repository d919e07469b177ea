//! ## What it does
//! Finds `<<NAME` in RUN, COPY and ADD without a line that is just `NAME`.
//!
//! ## Why it matters
//! BuildKit refuses the file: `unterminated heredoc`. The line must hold nothing else; blanks in front
//! of it or after it do not end the heredoc.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN <<EOF
//! apk add curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN <<EOF
//! apk add curl
//! EOF
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "unterminated-heredoc",
    name: "Heredoc without an end",
    summary: "The line that ends a heredoc is missing.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

use crate::lint::support::heredoc::first_unterminated;

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    if let Some((range, name)) = first_unterminated(analysis) {
        let message = format!("no line ends the heredoc {name}; add a line with {name} alone");
        findings.push(Finding::new(&META, range, message));
    }
}
