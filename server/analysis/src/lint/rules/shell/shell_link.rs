//! ## What it does
//! Finds `ln` that puts another shell in the place of `/bin/sh`.
//!
//! ## Why it matters
//! Scripts of the distribution expect their own /bin/sh, and package updates undo the link. SHELL
//! changes the shell for the build alone.
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:22.04
//! RUN ln -sf /bin/bash /bin/sh
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:22.04
//! SHELL ["/bin/bash", "-c"]
//! ```
//!
//! ## Fix
//! None.

use syntax::shell::ShellWord;

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "shell-link",
    name: "/bin/sh is replaced by a link",
    summary: "A link in place of /bin/sh changes the shell for everything in the image.",
    category: Category::Shell,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL4005"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["ln"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let is_sh = |word: &ShellWord| matches!(word.value.as_str(), "/bin/sh" | "/usr/bin/sh");
    if site.invocation.args.iter().any(is_sh) {
        let message = "the link changes the shell of the whole image; use SHELL instead";
        findings.push(Finding::new(&META, site.command_range(), message));
    }
}
