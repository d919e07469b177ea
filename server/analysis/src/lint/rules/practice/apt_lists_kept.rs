//! ## What it does
//! Finds `apt-get install` in a RUN that fetched the package lists and does not remove them.
//!
//! ## Why it matters
//! The lists take about 20 MB of the layer (50 MB uncompressed) and are of no use at run time.
//! Removing them in a later RUN saves nothing: the layer that holds them stays.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ## Fix
//! Safe: only the lists go, and the next `apt-get update` fetches them again.

use syntax::shell::{Command, Connector};
use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "apt-lists-kept",
    name: "Package lists stay in the layer",
    summary: "apt-get update leaves about 20 MB of package lists in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3009"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["apt-get", "apt", "aptitude"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let is_update = |command: &Command| {
        command.invocation().is_some_and(|found| {
            found.program.starts_with("apt") && found.subcommand().is_some_and(|word| word.value == "update")
        })
    };
    let installs = site.invocation.subcommand().is_some_and(|word| word.value == "install");
    let is_last_install = !site.following().iter().any(|command| {
        command.invocation().is_some_and(|found| {
            found.program == site.invocation.program && found.subcommand().is_some_and(|word| word.value == "install")
        })
    });
    let updated = site.preceding().iter().any(is_update);
    if !(installs && updated && is_last_install) || site.following().iter().any(removes_lists) || has_list_mount(site) {
        return;
    }
    let finding = Finding::new(
        &META,
        site.range(site.invocation.word.range),
        "package lists stay in the layer (about 20 MB); remove /var/lib/apt/lists/* in the same RUN",
    );
    findings.push(finding.with_fixes(fix(site)));
}

fn removes_lists(command: &Command) -> bool {
    let names_lists = |word: &syntax::shell::ShellWord| word.value.contains("/var/lib/apt");
    command.name.as_ref().is_some_and(|name| matches!(name.value.as_str(), "rm" | "find"))
        && command.args.iter().any(names_lists)
}

fn has_list_mount(site: &CommandSite<'_>) -> bool {
    site.instruction.syntax.mounts().iter().any(|mount| {
        mount.mount_option(&["target", "dst", "destination"]).and_then(|option| option.value).is_some_and(|target| {
            target.text().starts_with("/var/lib/apt")
        })
    })
}

/// Appends the removal where the script is one `&&` chain that ends here.
fn fix(site: &CommandSite<'_>) -> Option<Fix> {
    let commands = site.instruction.commands();
    let is_chain = commands
        .iter()
        .all(|command| matches!(command.after, Connector::Start | Connector::And) && command.nesting == Default::default());
    let last = commands.last().filter(|_| is_chain)?;
    let edit = TextEdit::insert(site.range(last.range).end(), " && rm -rf /var/lib/apt/lists/*");
    Some(Fix::single("Remove the package lists in the same RUN (saves about 20 MB)", Applicability::Safe, edit))
}
