//! Findings of single instructions, kept from one version of a file to the next.
//!
//! What rules of [`super::Check::Instruction`] and [`super::Check::Command`] report of an instruction depends
//! on its text, its shell, what its stage rests on, and the variables, state and environments that the rules
//! looked up; where all of them are the same, so are the findings, at another place.

use std::sync::Arc;

use syntax::shell::ShellDialect;

use super::finding::Finding;
use super::meta::Severity;
use crate::Analysis;
use crate::environment::Environment;
use crate::model::{Base, InstructionInfo, Kept, Lookups, Rests, Stage, hashed};

/// What was reported of the instructions of one version.
pub(super) type Verdicts = Kept<Verdict>;

/// Findings of one instruction, and what they rest on besides its key.
pub(super) struct Verdict {
    rests: Rests,
    /// What the stage held before some of the instruction's commands.
    environments: Vec<(usize, Option<Arc<Environment>>)>,
    /// As if the instruction began at offset 0.
    findings: Vec<Finding>,
}

impl Verdict {
    /// `None` where the findings depend on more than can be told again, or name another place.
    pub fn of(
        findings: &[Finding],
        lookups: &Lookups,
        analysis: &Analysis<'_>,
        info: &InstructionInfo<'_>,
    ) -> Option<Self> {
        let range = info.syntax.range();
        if lookups.all || !findings.iter().all(|finding| finding.is_within(range)) {
            return None;
        }
        let before =
            |&command: &usize| (command, analysis.environments().shared_before(info, command).cloned());
        let relative = |finding: &Finding| finding.clone().moved(range.start(), 0.into());
        Some(Self {
            rests: Rests::of(lookups, &analysis.model, info),
            environments: lookups.environments.iter().map(before).collect(),
            findings: findings.iter().map(relative).collect(),
        })
    }

    pub fn holds(&self, analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
        let is_as_before = |(command, was): &(usize, Option<Arc<Environment>>)| match (
            was,
            analysis.environments().shared_before(info, *command),
        ) {
            (Some(was), Some(now)) => Environment::same(was, now),
            (was, now) => was.is_none() && now.is_none(),
        };
        self.rests.hold(&analysis.model, info) && self.environments.iter().all(is_as_before)
    }

    /// The findings where the instruction stands now.
    pub fn findings_at(&self, info: &InstructionInfo<'_>) -> impl Iterator<Item = Finding> {
        let start = info.start();
        self.findings.iter().map(move |finding| finding.clone().moved(0.into(), start))
    }
}

/// Makes the keys of instructions in order.
pub(super) struct Keys {
    /// What an instruction's stage rests on, by stage; the last one is that before the first FROM.
    stages: Vec<u64>,
    of_file: u64,
    /// Instructions share their shell with their neighbours.
    shell: Option<(Arc<ShellDialect>, u64)>,
}

impl Keys {
    /// Comments of the file switch rules on, so their severities are part of each key.
    pub fn new(analysis: &Analysis<'_>, severities: &[Option<Severity>]) -> Self {
        let model = &analysis.model;
        let of_file = hashed((analysis.source.line_break(), severities, model.stages.len()));
        let target = analysis.inputs.options.target.as_deref();
        let mut stages: Vec<u64> = Vec::with_capacity(model.stages.len());
        for stage in &model.stages {
            // Stages rest on earlier ones.
            let parent = match stage.base {
                Base::Stage(parent) => stages.get(parent),
                _ => None,
            };
            stages.push(key_of_stage(stage, parent, model.ships(stage.index, target)));
        }
        Self { stages, of_file, shell: None }
    }

    pub fn of(&mut self, info: &InstructionInfo<'_>) -> u64 {
        let shell = self.of_shell(&info.shell);
        let stage = info.stage.and_then(|stage| self.stages.get(stage));
        hashed((self.of_file, shell, stage, info.content.key))
    }

    fn of_shell(&mut self, shell: &Arc<ShellDialect>) -> u64 {
        match &self.shell {
            Some((known, key)) if Arc::ptr_eq(known, shell) => *key,
            _ => {
                let key = hashed(shell);
                self.shell = Some((Arc::clone(shell), key));
                key
            }
        }
    }
}

/// The stage, on a parent with this key.
fn key_of_stage(stage: &Stage<'_>, parent: Option<&u64>, ships: bool) -> u64 {
    let name = stage.name.map(|name| name.text);
    hashed((stage.index, name, &stage.platform, format!("{:?}", stage.base), parent, ships))
}
