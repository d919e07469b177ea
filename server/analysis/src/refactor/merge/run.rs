//! Groups of RUN instructions that may become one.

use syntax::InstructionKind;

use super::refusal::Refusal;
use super::seam::{Joint, check_length, joint_of};
use super::unit::{Unit, may_stay_between};
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

/// The group that a RUN belongs to. Reads only the instructions around it.
pub fn group_of(analysis: &Analysis<'_>, index: InstructionIndex) -> Option<MergePlan> {
    let instructions = &analysis.model.instructions;
    let is_barrier = |info: &InstructionInfo<'_>| !may_stay_between(info.kind());
    let start = instructions[..index].iter().rposition(is_barrier).map_or(0, |barrier| barrier + 1);
    let runs: Vec<&InstructionInfo<'_>> = instructions[start..]
        .iter()
        .take_while(|info| !is_barrier(info))
        .filter(|info| info.kind() == InstructionKind::Run)
        .collect();
    let mut found = MergeGroups::default();
    collect(analysis, &runs, &mut found);
    found.plans.into_iter().find(|plan| plan.instructions.contains(&index))
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

/// Units that share a shell, and what joins them.
#[derive(Default)]
struct Group<'m> {
    units: Vec<Unit<'m>>,
    joint: Option<Joint>,
}

impl Group<'_> {
    /// What joins `unit` to the group; the same as joins the others.
    fn joint_with(&self, last: &Unit<'_>, unit: &Unit<'_>) -> Result<Joint, Refusal> {
        let joint = joint_of(last, unit)?;
        check_length(self.units.iter().chain([unit]))?;
        if self.joint.is_some_and(|own| own != joint) { Err(Refusal::ErrorExit) } else { Ok(joint) }
    }
}

fn collect<'m>(analysis: &'m Analysis<'_>, runs: &[&'m InstructionInfo<'m>], found: &mut MergeGroups) {
    let Some(first) = runs.first().map(|info| info.index) else { return };
    let mut group = Group::default();
    // Why nothing can follow the RUN before this one.
    let mut unreadable = None;
    for info in runs {
        let unit = Unit::read(analysis, info);
        let joint = match (&unit, group.units.last()) {
            (Err(refusal), _) => Err(refusal.clone()),
            (Ok(unit), Some(last)) => group.joint_with(last, unit).map(Some),
            (Ok(_), None) => unreadable.clone().map_or(Ok(None), Err),
        };
        match joint {
            Ok(joint) => group.joint = joint.or(group.joint),
            Err(refusal) => {
                if info.index != first {
                    found.refusals.push((info.index, refusal));
                }
                finish(analysis, &group.units, found);
                group = Group::default();
            }
        }
        unreadable = unit.as_ref().err().cloned();
        group.units.extend(unit);
    }
    finish(analysis, &group.units, found);
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
