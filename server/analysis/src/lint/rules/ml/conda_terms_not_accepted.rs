//! ## What it does
//! Finds conda install and create from the default channels with today's Miniconda or Anaconda, where
//! the terms are not accepted and no other channel replaces them.
//!
//! ## Why it matters
//! Since July 2025 the command stops with CondaToSNonInteractiveError. Miniforge takes conda-forge
//! and has no such terms.
//!
//! ## Example
//! ```dockerfile
//! FROM continuumio/miniconda3:latest
//! RUN conda install -y numpy
//! ```
//! Use instead:
//! ```dockerfile
//! FROM condaforge/miniforge3:latest
//! RUN conda install -y numpy
//! ```

use crate::Analysis;
use crate::install::conda_install;
use crate::lint::support::marks::Mark;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::Stage;
use knowledge::version::compare;
use std::cmp::Ordering;

pub const META: Meta = Meta {
    code: "conda-terms-not-accepted",
    name: "Anaconda's channels without their terms",
    summary: "New conda asks for the terms of Anaconda's default channels, which a build cannot answer.",
    category: Category::Ml,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ML23"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let chain: Vec<_> = analysis.model.ancestry(stage).collect();
    let instructions: Vec<_> =
        chain.iter().rev().flat_map(|stage| analysis.model.stage_instructions(stage)).collect();
    let base = chain.last().and_then(|root| root.base.image()).is_some_and(|image| {
        let is_anaconda =
            matches!(image.repository.familiar(), "continuumio/miniconda3" | "continuumio/anaconda3");
        is_anaconda && image.tag.as_deref().is_none_or(asks)
    });
    let installed = || instructions.iter().any(|info| info.has(Mark::CondaInstaller));
    if !base && !installed() || instructions.iter().any(|info| info.has(Mark::CondaTerms)) {
        return;
    }
    for info in instructions.iter().filter(|info| info.stage == Some(stage.index)) {
        for command in info.commands() {
            let Some(found) = command.invocation().filter(|found| found.program != "micromamba") else {
                continue;
            };
            let Some(install) = conda_install(&found) else { continue };
            if !install.overrides_channels && !install.is_env_command {
                let message = "conda asks for the terms of Anaconda's default channels and the build stops; use Miniforge, or run conda tos accept before";
                findings.push(Finding::new(&META, found.word.range.at(info.start()), message));
                return;
            }
        }
    }
}

fn asks(tag: &str) -> bool {
    let starts_with_digit = tag.starts_with(|c: char| c.is_ascii_digit());
    !starts_with_digit || compare(tag.split('-').next().unwrap_or(tag), "25.5") != Ordering::Less
}
