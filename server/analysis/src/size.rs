//! Layer sizes before anything is built: low, best and high, with the parts and their sources.
//!
//! `bytes` <- `piece`, `state` <- `base`, `copy`, `run` (with `apt`, `system`, `conda`, `python`) <- `stages`. Facts of the
//! outside world come from the fact store where it has them, else from the embedded tables.

mod apt;
mod base;
mod bytes;
mod conda;
mod constants;
mod copy;
mod download;
mod notes;
mod packages;
mod piece;
mod python;
mod report;
mod run;
mod stages;
mod state;
mod system;
mod written;

pub(crate) use base::platform_of;
pub use base::tag_difference;
pub use bytes::{Confidence, Estimate, human};
pub(crate) use python::contradictions;
pub use report::{LayerEstimate, Part, SizeReport};

use crate::Analysis;
use crate::model::{InstructionInfo, Stage};
use stages::Stages;

pub(crate) use stages::Outcomes;

/// The layers of a target stage and of the stages that it is built FROM: the base image, then every
/// RUN, COPY, ADD and WORKDIR. `target` is a name or a number; `None` means that of the options, else
/// the last stage. `None` when there is no such stage.
pub fn report(analysis: &Analysis<'_>, target: Option<&str>) -> Option<SizeReport> {
    let target = target.or(analysis.inputs.options.target.as_deref());
    let stage = analysis.model.target_stage(target)?;
    Some(report_of(&Stages::new(analysis), stage))
}

/// The reports of every stage, in order: one walk over the file.
pub fn reports(analysis: &Analysis<'_>) -> Vec<SizeReport> {
    let stages = Stages::new(analysis);
    analysis.model.stages.iter().map(|stage| report_of(&stages, stage)).collect()
}

fn report_of(stages: &Stages<'_>, stage: &Stage<'_>) -> SizeReport {
    let analysis = stages.analysis;
    let mut ancestry: Vec<_> = analysis.model.ancestry(stage).collect();
    ancestry.reverse();
    let layers: Vec<LayerEstimate> =
        ancestry.iter().flat_map(|stage| stages.outcome(stage.index).layers.clone()).collect();
    let root = ancestry.first().copied().unwrap_or(stage);
    SizeReport {
        platform: base::platform_of(analysis, root).to_string(),
        target: stage.label(),
        bytes: piece::total(layers.iter().map(|layer| layer.bytes)),
        compressed: piece::total(layers.iter().map(|layer| layer.compressed)),
        notes: notes::of(analysis, stage, &layers),
        layers,
    }
}

/// The layer of one instruction; `None` where it makes none.
pub fn layer(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<LayerEstimate> {
    let outcome = Stages::new(analysis).outcome(info.stage?);
    outcome.layers.iter().find(|layer| layer.instruction == info.index).cloned()
}

/// The layers of every stage in document order, for hints: one walk over the file.
pub fn layers(analysis: &Analysis<'_>) -> Vec<LayerEstimate> {
    let stages = Stages::new(analysis);
    (0..analysis.model.stages.len()).flat_map(|index| stages.outcome(index).layers.clone()).collect()
}

#[cfg(test)]
mod fake_store;
#[cfg(test)]
mod tests;
