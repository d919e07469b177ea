//! ## What it does
//! Finds RUN instructions that follow each other and could be one.
//!
//! ## Why it matters
//! Every RUN makes a layer. Files that a later RUN deletes stay in the layer of the earlier one, so
//! the image is as large as before. An `apt-get update` of its own is worse: its layer stays in the
//! cache, and a new install then works with old lists. Elsewhere one layer less saves little; such a
//! place is only a hint.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update
//! RUN apt-get install -y --no-install-recommends curl
//! RUN rm -rf /var/lib/apt/lists/*
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! RUN apt-get update && \
//!     apt-get install -y --no-install-recommends curl && \
//!     rm -rf /var/lib/apt/lists/*
//! ```
//!
//! ## Fix
//! Safe. A merge is offered only where the merged command does what the two did: a subshell holds
//! back what the first leaves in its shell (the folder, variables, options), groups keep `||` and
//! `;` where they belong, and where neither is enough, the finding says why nothing is offered.

use syntax::shell::Command;
use syntax::{Applicability, TextRange};

use crate::Analysis;
use crate::lint::support::commands::runs;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionIndex;
use crate::refactor::merge::{MergePlan, groups};

pub const META: Meta = Meta {
    code: "consecutive-runs",
    name: "RUN instructions follow each other",
    summary: "Several RUN instructions in a row make several layers; files deleted later stay in the earlier ones.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3059"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let found = groups(analysis);
    for plan in &found.plans {
        findings.push(mergeable(analysis, plan));
    }
    for (instruction, refusal) in &found.refusals {
        let message = format!("this RUN stays apart from the one before it: {refusal}");
        findings.push(Finding::new(&META, keyword(analysis, *instruction), message));
    }
}

fn mergeable(analysis: &Analysis<'_>, plan: &MergePlan) -> Finding {
    let count = plan.instructions.len();
    let (message, severity) = if deletes_earlier_files(analysis, plan) {
        (
            format!(
                "files that the last of these {count} RUN instructions delete stay in the image; merge them into one layer"
            ),
            Severity::Info,
        )
    } else if splits_update(analysis, plan) {
        (
            format!(
                "apt-get update runs apart from its install, so a cached one serves stale lists; merge {count} RUN instructions"
            ),
            Severity::Info,
        )
    } else {
        (format!("{count} RUN instructions make {count} layers; merge them into one"), META.severity)
    };
    let second = plan.instructions.get(1).or(plan.instructions.first()).copied().unwrap_or_default();
    Finding::new(&META, keyword(analysis, second), message).with_severity(severity).with_fixes(plan.fix(None))
}

/// One RUN fetches the package lists and ends, a later one installs from them.
fn splits_update(analysis: &Analysis<'_>, plan: &MergePlan) -> bool {
    let apt = |index: usize, subcommand| {
        let commands = analysis.model.instructions[index].commands();
        commands.iter().any(|command| runs(command, &["apt-get", "apt"], &[subcommand]))
    };
    plan.instructions.windows(2).any(|pair| {
        apt(pair[0], "update")
            && !apt(pair[0], "install")
            && apt(pair[1], "install")
            && !apt(pair[1], "update")
    })
}

fn keyword(analysis: &Analysis<'_>, instruction: InstructionIndex) -> TextRange {
    let syntax = analysis.model.instructions[instruction].syntax;
    syntax.keyword().map_or(syntax.range(), |keyword| keyword.range)
}

/// A RUN after the first removes files or empties a cache.
fn deletes_earlier_files(analysis: &Analysis<'_>, plan: &MergePlan) -> bool {
    let later = plan.instructions.iter().skip(1);
    later.flat_map(|&index| analysis.model.instructions[index].commands()).any(is_cleanup)
}

fn is_cleanup(command: &Command) -> bool {
    let Some(invocation) = command.invocation() else { return false };
    match invocation.program {
        "rm" => true,
        "apt-get" | "apt" | "yum" | "dnf" | "microdnf" | "zypper" | "conda" | "mamba" | "micromamba" => {
            invocation
                .subcommand()
                .is_some_and(|word| matches!(word.value.as_str(), "clean" | "autoclean" | "autoremove"))
        }
        "pip" | "pip3" | "npm" | "uv" => {
            invocation.args.iter().any(|word| matches!(word.value.as_str(), "purge" | "clean"))
        }
        _ => false,
    }
}
