//! ## What it does
//! Finds RUN that fetches the package lists and does not remove them, in a stage that becomes part of
//! the image.
//!
//! ## Why it matters
//! The lists take 20 MB of the layer where they are kept packed, as in Debian's images, and 50 MB where
//! not. They are of no use at run time. Removing them in a later RUN saves nothing: the layer that holds
//! them stays.
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
//! Safe: only the lists go, and the next `apt-get update` fetches them again. Not offered where a later
//! RUN installs without one.

use syntax::shell::Command;
use syntax::{Applicability, Fix};

use crate::Analysis;
use crate::lint::support::chain;
use crate::lint::support::commands::{removes, runs};
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "apt-lists-kept",
    name: "Package lists stay in the layer",
    summary: "apt-get update leaves 20 to 50 MB of package lists in the layer.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3009"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::CommandInFile(&["apt-get", "apt", "aptitude"], check);

const APT: [&str; 3] = ["apt-get", "apt", "aptitude"];
const LISTS: &str = "/var/lib/apt/lists";

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let is_update = |command: &Command| runs(command, &APT, &["update"]);
    let updates_again = site.following().iter().any(is_update);
    if !is_update(site.command)
        || updates_again
        || site.following().iter().any(removes_lists)
        || keeps_out(site.instruction, LISTS)
        || !is_shipped(analysis, site.instruction)
    {
        return;
    }
    let message =
        "package lists stay in the layer (20 to 50 MB); remove /var/lib/apt/lists/* in the same RUN";
    let finding = Finding::new(&META, site.range(site.invocation.word.range), message);
    findings.push(finding.with_fixes(fix(analysis, site)));
}

/// `rm` does, and newer versions of apt by themselves.
fn removes_lists(command: &Command) -> bool {
    removes(command, LISTS) || runs(command, &APT, &["dist-clean", "distclean"])
}

/// The stage ends up in the image that is built, itself or as a base.
fn is_shipped(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    let target = analysis.model.target_stage(analysis.inputs.options.target.as_deref());
    let (Some(target), Some(stage)) = (target, info.stage) else { return true };
    analysis.model.ancestry(target).any(|ancestor| ancestor.index == stage)
}

/// Appends the removal where the script is one `&&` chain and nobody later needs the lists.
fn fix(analysis: &Analysis<'_>, site: &CommandSite<'_>) -> Option<Fix> {
    let installs =
        |command: &Command| runs(command, &APT, &["install", "upgrade", "dist-upgrade", "build-dep"]);
    let stage = analysis.model.stage_of(site.instruction)?;
    let later =
        analysis.model.stage_instructions(stage).iter().filter(|info| info.index > site.instruction.index);
    let is_needed_later = later.into_iter().any(|info| {
        let first =
            info.commands().iter().find(|command| installs(command) || runs(command, &APT, &["update"]));
        first.is_some_and(installs)
    });
    if is_needed_later || !site.following().iter().any(installs) {
        return None;
    }
    let edit = chain::append(site.instruction, "rm -rf /var/lib/apt/lists/*")?;
    Some(Fix::single(
        "Remove the package lists in the same RUN (saves 20 to 50 MB)",
        Applicability::Safe,
        edit,
    ))
}
