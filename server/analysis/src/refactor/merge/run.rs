//! Groups of RUN instructions that may become one.

use syntax::InstructionKind;

use super::refusal::Refusal;
use super::seam::{Joints, check_length, check_pair};
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

/// Units that share a shell, and what may join them.
#[derive(Default)]
struct Group<'m> {
    units: Vec<Unit<'m>>,
    joints: Option<Joints>,
}

impl<'m> Group<'m> {
    /// What may join the group with one more unit.
    fn joints_with(&self, unit: &Unit<'_>) -> Result<Joints, Refusal> {
        let (Some(last), Some(joints)) = (self.units.last(), self.joints) else {
            return Ok(Joints::of(unit));
        };
        check_pair(last, unit)?;
        check_length(self.units.iter().chain([unit]))?;
        let joints = joints.followed(last, unit);
        joints.lightest().map(|_| joints)
    }

    fn push(&mut self, unit: Unit<'m>, joints: Joints) {
        self.units.push(unit);
        self.joints = Some(joints);
    }
}

fn collect<'m>(analysis: &'m Analysis<'_>, runs: &[&'m InstructionInfo<'m>], found: &mut MergeGroups) {
    let Some(first) = runs.first().map(|info| info.index) else { return };
    let mut group = Group::default();
    // Why nothing can follow the RUN before this one.
    let mut unreadable = None;
    for info in runs {
        let unit = Unit::read(analysis, info);
        let joints = match (&unit, unreadable) {
            (Err(refusal), _) => Err(refusal.clone()),
            (Ok(_), Some(earlier)) => Err(earlier),
            (Ok(unit), None) => group.joints_with(unit),
        };
        unreadable = unit.as_ref().err().cloned();
        if let Err(refusal) = &joints {
            if info.index != first {
                found.refusals.push((info.index, refusal.clone()));
            }
            finish(analysis, &std::mem::take(&mut group).units, found);
        }
        if let Ok(unit) = unit {
            let joints = joints.unwrap_or_else(|_| Joints::of(&unit));
            group.push(unit, joints);
        }
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
