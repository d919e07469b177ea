//! ## What it does
//! Finds `service`, `ps`, `top`, `free`, `shutdown`, `mount`, `kill`, `vim` and the like in RUN.
//!
//! ## Why it matters
//! No process outlives its RUN, nobody sits at a terminal and devices cannot be mounted: the command
//! does nothing that stays.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN service nginx start
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! CMD ["nginx", "-g", "daemon off;"]
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "pointless-command",
    name: "Command without a purpose in a build",
    summary: "A command in RUN makes no sense while an image is built.",
    category: Category::Shell,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3001"],
    fix: None,
};

pub const CHECK: Check = Check::Command(
    &["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim", "ifconfig", "systemctl"],
    check,
);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let found = &site.invocation;
    // `systemctl enable` only makes links; `ssh -V` and the like are questions.
    let is_question = found.args.len() == 1 && found.has_option(&["-V", "--version", "--help", "-h"]);
    let is_offline = found.program == "systemctl"
        && found
            .subcommand()
            .is_some_and(|word| !matches!(word.value.as_str(), "start" | "restart" | "status"));
    if is_question || is_offline || site.command.nesting.function {
        return;
    }
    let message = format!("{} has no lasting effect in a build; remove it", found.program);
    findings.push(Finding::new(&META, site.range(found.word.range), message));
}
