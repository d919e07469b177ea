//! ## What it does
//! Finds `[[`, `==` in `[`, `source`, and `echo -e` in RUN under `/bin/sh` of Debian and Ubuntu, which
//! is dash. Where the distribution is not known, the finding is a hint; where /bin/sh understands it
//! (Alpine, Fedora, Rocky Linux), there is none.
//!
//! ## Why it matters
//! dash does not know them: the command fails, and inside `if` it silently counts as false.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN [[ -f /etc/os-release ]] && cat /etc/os-release
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN [ -f /etc/os-release ] && cat /etc/os-release
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::support::base_shell::{BaseShell, base_shell};
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "bashism",
    name: "Bash in a shell that is not bash",
    summary: "RUN uses syntax of bash where /bin/sh runs it.",
    category: Category::Shell,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["SC3010", "SC3014", "SC3037", "SC3046"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["[[", "[", "test", "source", "echo"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let info = site.instruction;
    // A first line such as `#!/bin/bash` in a heredoc leaves no script to look at.
    if info.shell.program() != "sh" {
        return;
    }
    let args = site.invocation.args;
    let message = match site.invocation.program {
        "[[" => "[[ is bash, and /bin/sh is not; write [ or set SHELL",
        "[" | "test" if args.iter().any(|word| !word.is_quoted && compares(&word.value)) => {
            "== is bash, and /bin/sh is not; write ="
        }
        "source" => "source is bash, and /bin/sh is not; write . instead",
        "echo" if args.first().is_some_and(|word| word.value == "-e") => {
            "echo -e is bash, and /bin/sh prints -e; use printf"
        }
        _ => return,
    };
    let severity = match base_shell(analysis, info) {
        Some(BaseShell::Ash | BaseShell::Bash) => return,
        Some(BaseShell::Dash) if site.invocation.program == "echo" => Severity::Info,
        Some(BaseShell::Dash) => Severity::Warning,
        None => Severity::Hint,
    };
    findings.push(Finding::new(&META, site.command_range(), message).with_severity(severity));
}

/// The whole comparison is one word to the reader of `[ … ]`.
fn compares(word: &str) -> bool {
    word == "==" || word.contains(" == ")
}
