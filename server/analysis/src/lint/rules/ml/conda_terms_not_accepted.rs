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
use crate::model::{Base, InstructionInfo};
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

pub const CHECK: Check = Check::File(check);

/// What a stage holds of conda, with the stages that it is built FROM.
#[derive(Clone, Copy, Default)]
struct Terms {
    /// A conda that asks for them may be there.
    are_asked: bool,
    are_settled: bool,
}

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut all: Vec<Terms> = Vec::with_capacity(analysis.model.stages.len());
    for stage in &analysis.model.stages {
        let inherited = match stage.base {
            Base::Stage(parent) => all.get(parent).copied().unwrap_or_default(),
            _ => Terms { are_asked: begins_with_conda(&stage.base), are_settled: false },
        };
        let own = analysis.model.stage_instructions(stage);
        let terms = Terms {
            are_asked: inherited.are_asked || own.iter().any(|info| info.has(Mark::CondaInstaller)),
            are_settled: inherited.are_settled || own.iter().any(|info| info.has(Mark::CondaTerms)),
        };
        if terms.are_asked && !terms.are_settled {
            first_install(own, findings);
        }
        all.push(terms);
    }
}

/// The base brings a conda that asks.
fn begins_with_conda(base: &Base) -> bool {
    base.image().is_some_and(|image| {
        let is_anaconda =
            matches!(image.repository.familiar(), "continuumio/miniconda3" | "continuumio/anaconda3");
        is_anaconda && image.tag.as_deref().is_none_or(asks)
    })
}

/// The first install of a stage is where the build stops.
fn first_install(instructions: &[InstructionInfo<'_>], findings: &mut Findings) {
    let mut commands =
        instructions.iter().flat_map(|info| info.commands().iter().map(move |command| (info, command)));
    let found = commands.find_map(|(info, command)| {
        let found = command.invocation().filter(|found| found.program != "micromamba")?;
        let install = conda_install(&found)?;
        let asks = !install.overrides_channels && !install.is_env_command;
        asks.then(|| found.word.range.at(info.start()))
    });
    if let Some(range) = found {
        let message = "conda asks for the terms of Anaconda's default channels and the build stops; use Miniforge, or run conda tos accept before";
        findings.push(Finding::new(&META, range, message));
    }
}

fn asks(tag: &str) -> bool {
    let starts_with_digit = tag.starts_with(|c: char| c.is_ascii_digit());
    !starts_with_digit || compare(tag.split('-').next().unwrap_or(tag), "25.5") != Ordering::Less
}
