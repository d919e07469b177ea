//! Merging adjacent RUN instructions without changing what they do.
//!
//! Two RUN instructions run in two shells, one after the other. Merged, they share one shell: the
//! second sees what the first left in it, and operators bind across the seam. [`plan`] knows both,
//! isolates what can be isolated, and refuses with a reason where the result could differ.

mod compose;
mod errexit;
mod hazards;
mod leaks;
mod programs;
mod refusal;
mod run;
mod saving;
mod seam;
mod unit;
mod verify;
mod workdir;

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::model::{InstructionIndex, InstructionInfo};
use seam::Seams;
use unit::Unit;

pub use refusal::Refusal;
pub use run::{MergeGroups, group_of, groups};
pub use saving::saving;

/// A merge that keeps the build as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePlan {
    /// The RUN instructions that become one, in order; at least two.
    pub instructions: Vec<InstructionIndex>,
    pub edits: Vec<TextEdit>,
}

impl MergePlan {
    /// The plan as a fix. `saving` is what the image loses, in bytes, where that is known.
    pub fn fix(&self, saving: Option<u64>) -> Option<Fix> {
        let title = format!("Merge {} RUN instructions{}", self.instructions.len(), in_title(saving));
        Fix::new(title, Applicability::Safe, self.edits.clone())
    }
}

/// ` (saves about 20 MB)`; nothing where there is nothing to say.
pub(super) fn in_title(saving: Option<u64>) -> String {
    match saving {
        Some(bytes) if bytes > 0 => format!(" (saves about {})", crate::size::human(bytes)),
        _ => String::new(),
    }
}

/// Plans to merge the RUN instructions from `first` to `last`; metadata instructions between them
/// stay where they are.
pub fn plan(
    analysis: &Analysis<'_>,
    first: InstructionIndex,
    last: InstructionIndex,
) -> Result<MergePlan, Refusal> {
    let between = analysis.model.instructions.get(first..=last).ok_or(Refusal::NothingToMerge)?;
    if let Some(barrier) = between.iter().find(|info| !unit::may_stay_between(info.kind())) {
        return Err(Refusal::Barrier(barrier.kind()));
    }
    let runs = between.iter().filter(|info: &&InstructionInfo<'_>| info.kind() == InstructionKind::Run);
    let units = runs.map(|info| Unit::read(analysis, info)).collect::<Result<Vec<_>, _>>()?;
    plan_units(analysis, &units)
}

/// The RUN instructions from `first` to `last` can be merged by `&&` alone, without any wrapper.
pub fn joins_plainly(analysis: &Analysis<'_>, first: InstructionIndex, last: InstructionIndex) -> bool {
    let Some(between) = analysis.model.instructions.get(first..=last) else { return false };
    let units: Result<Vec<Unit<'_>>, Refusal> =
        between.iter().map(|info| Unit::read(analysis, info)).collect();
    units.and_then(|units| Seams::of(&units)).is_ok_and(|seams| seams.are_plain())
}

/// Checks the seams and writes the text.
fn plan_units(analysis: &Analysis<'_>, units: &[Unit<'_>]) -> Result<MergePlan, Refusal> {
    let seams = Seams::of(units)?;
    let edits = compose::edits(analysis, units, &seams);
    let plan = MergePlan { instructions: units.iter().map(|unit| unit.info.index).collect(), edits };
    verify::same_commands(analysis, units, &seams, &plan)?;
    Ok(plan)
}

#[cfg(test)]
mod tests;
