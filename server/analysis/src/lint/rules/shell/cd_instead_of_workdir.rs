//! ## What it does
//! Finds `cd` in RUN outside of a subshell.
//!
//! ## Why it matters
//! WORKDIR says the same for all that follows, and creates the folder. A `cd` for one command is fine;
//! switch the rule off if you like it.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN cd /src && make
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! WORKDIR /src
//! RUN make
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "cd-instead-of-workdir",
    name: "cd instead of WORKDIR",
    summary: "cd holds only until the RUN ends.",
    category: Category::Shell,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3003"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["cd"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let nesting = site.command.nesting;
    if nesting.subshell || nesting.substitution || nesting.function {
        return;
    }
    let message = "cd is forgotten when the RUN ends; use WORKDIR if more follows in that folder";
    findings.push(Finding::new(&META, site.command_range(), message));
}
