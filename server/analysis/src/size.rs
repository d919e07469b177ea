//! Layer sizes before anything is built: low, best and high, with the parts and their sources.
//!
//! `bytes` <- `piece`, `state` <- `base`, `copy`, `run` (with `apt`, `system`, `conda`, `node`, `python`) <- `stages`. Facts of the
//! outside world come from the fact store where it has them, else from the embedded tables.

mod apt;
mod base;
mod bytes;
mod conda;
mod constants;
mod copy;
mod difference;
mod download;
mod held;
mod node;
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
pub use difference::difference;
pub(crate) use python::{Misfit, contradictions};
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

/// Instructions of a file up to which its layers are worked out while somebody waits for a hover.
const WORTH_WAITING: usize = 1_000;

/// The layers of all stages are worked out, or soon will be: the file is not long.
pub fn are_at_hand(analysis: &Analysis<'_>) -> bool {
    !is_long(analysis) || analysis.sizes().are_all_done()
}

/// Nobody who looks at the file should wait for all of it.
pub fn is_long(analysis: &Analysis<'_>) -> bool {
    analysis.model.instructions.len() > WORTH_WAITING
}

/// Works out the layers of all stages, so that they are at hand, for as long as they are wanted.
pub fn prepare(analysis: &Analysis<'_>, is_wanted: &dyn Fn() -> bool) {
    let stages = Stages::new(analysis);
    for index in 0..analysis.model.stages.len() {
        stages.prepare(index, is_wanted);
    }
}

/// What base and layers of a stage come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageSize {
    /// On disk: bytes of regular files.
    pub bytes: Estimate,
    /// As gzip blobs.
    pub compressed: Estimate,
    /// The base's size is unknown: what the layers come to would be taken for the image.
    pub lacks_base: bool,
}

/// The image that a stage gives.
pub fn image(analysis: &Analysis<'_>, stage: &Stage<'_>) -> ImageSize {
    let stages = Stages::new(analysis);
    let ancestry: Vec<_> = analysis.model.ancestry(stage).map(|stage| stages.outcome(stage.index)).collect();
    let layers = || ancestry.iter().rev().flat_map(|outcome| &outcome.layers);
    ImageSize {
        bytes: piece::total(layers().map(|layer| layer.bytes)),
        compressed: piece::total(layers().map(|layer| layer.compressed)),
        lacks_base: layers().any(|layer| layer.keyword == "FROM" && layer.bytes.is_unknown()),
    }
}

/// The largest part of the image that a stage gives: a package, a file, the base image.
pub fn largest_part(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Option<Part> {
    let stages = Stages::new(analysis);
    let of_stage = |stage: &Stage<'_>| {
        let outcome = stages.outcome(stage.index);
        let parts = outcome.layers.iter().flat_map(|layer| &layer.parts);
        parts.max_by_key(|part| part.bytes).cloned()
    };
    let parts = analysis.model.ancestry(stage).filter_map(of_stage);
    parts.max_by_key(|part| part.bytes).filter(|part| part.bytes.is_some_and(|bytes| bytes > 0))
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
