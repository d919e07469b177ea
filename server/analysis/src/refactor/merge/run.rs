//! Groups of RUN instructions that may become one.

use syntax::InstructionKind;

use super::refusal::Refusal;
use super::seam::check_pair;
use super::unit::{MAX_SCRIPT_BYTES, Unit, may_stay_between};
use super::{MergePlan, plan_units};
use crate::Analysis;
use crate::model::{InstructionIndex, InstructionInfo};

/// Every group of a file that can be merged, and why other neighbours cannot.
#[derive(Debug, Default)]
pub struct MergeGroups {
    pub plans: Vec<MergePlan>,
    /// The RUN that cannot join the one before it, and why.
    pub refusals: Vec<(InstructionIndex, Refusal)>,
}

/// The largest groups, in order. Linear in the number of instructions.
pub fn groups(analysis: &Analysis<'_>) -> MergeGroups {
    let mut found = MergeGroups::default();
    for runs in neighbours(analysis) {
        collect(analysis, &runs, &mut found);
    }
    found
}

/// Runs of RUN instructions with nothing but metadata between them.
fn neighbours<'m>(analysis: &'m Analysis<'_>) -> Vec<Vec<&'m InstructionInfo<'m>>> {
    let instructions = &analysis.model.instructions;
    instructions
        .split(|info| !may_stay_between(info.kind()))
        .map(|part| part.iter().filter(|info| info.kind() == InstructionKind::Run).collect())
        .filter(|runs: &Vec<_>| runs.len() > 1)
        .collect()
}

fn collect<'m>(analysis: &'m Analysis<'_>, runs: &[&'m InstructionInfo<'m>], found: &mut MergeGroups) {
    let mut group: Vec<Unit<'m>> = Vec::new();
    // Why nothing can follow the RUN before this one.
    let mut unreadable = None;
    for info in runs {
        let unit = Unit::read(analysis, info);
        let refusal = match (&unit, group.last()) {
            (Err(refusal), _) => Some(refusal.clone()),
            (Ok(unit), Some(last)) => check_pair(last, unit).and_then(|()| check_length(&group, unit)).err(),
            (Ok(_), None) => unreadable.clone(),
        };
        if let Some(refusal) = refusal {
            if info.index != runs[0].index {
                found.refusals.push((info.index, refusal));
            }
            finish(analysis, &group, found);
            group.clear();
        }
        unreadable = unit.as_ref().err().cloned();
        group.extend(unit);
    }
    finish(analysis, &group, found);
}

fn check_length(group: &[Unit<'_>], next: &Unit<'_>) -> Result<(), Refusal> {
    let bytes: usize = group.iter().chain([next]).map(|unit| usize::from(unit.body.len())).sum();
    if bytes > MAX_SCRIPT_BYTES { Err(Refusal::TooLong) } else { Ok(()) }
}

fn finish(analysis: &Analysis<'_>, group: &[Unit<'_>], found: &mut MergeGroups) {
    if group.len() < 2 {
        return;
    }
    match plan_units(analysis, group) {
        Ok(plan) => found.plans.push(plan),
        Err(refusal) => found.refusals.push((group[1].info.index, refusal)),
    }
}
