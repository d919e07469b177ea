//! Findings of single instructions, kept from one version of a file to the next.
//!
//! An edit changes one instruction of many. What rules of [`super::Check::Instruction`] and
//! [`super::Check::Command`] report of an instruction depends on its text, its shell, what its stage rests on,
//! and the variables and state that the rules looked up; where all of them are the same, so are the
//! findings, at another place.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use syntax::shell::ShellDialect;

use super::finding::Finding;
use super::meta::Severity;
use crate::Analysis;
use crate::model::{Binding, BindingOrigin, InstructionInfo, Lookups, Model, Stage, State};

/// Verdicts under one key; equal instructions under more different values are checked each time.
const PER_KEY: usize = 8;

/// What was reported of the instructions of one version.
#[derive(Default)]
pub(super) struct Verdicts {
    by_key: HashMap<u64, Vec<Arc<Verdict>>>,
}

/// Findings of one instruction, and what they rest on besides its key.
pub(super) struct Verdict {
    variables: Vec<Variable>,
    states: Vec<(State, Option<Arc<str>>)>,
    /// As if the instruction began at offset 0.
    findings: Vec<Finding>,
}

/// A name that a rule looked up, and what it saw.
#[derive(PartialEq)]
struct Variable {
    name: String,
    seen: Option<(Option<String>, Origin)>,
}

/// Where a value comes from, without the place.
#[derive(PartialEq)]
enum Origin {
    File(crate::model::DefinitionKind),
    BaseImage,
    Predefined,
}

impl Verdicts {
    /// The verdict under a key whose variables still have the same values.
    pub fn recall(&self, key: u64, model: &Model<'_>, info: &InstructionInfo<'_>) -> Option<&Arc<Verdict>> {
        self.by_key.get(&key)?.iter().find(|verdict| verdict.holds(model, info))
    }

    pub fn keep(&mut self, key: u64, verdict: Arc<Verdict>) {
        let under_key = self.by_key.entry(key).or_default();
        // Equal instructions share a verdict; what differs is only what variables hold.
        if under_key.len() < PER_KEY && !under_key.iter().any(|known| Arc::ptr_eq(known, &verdict)) {
            under_key.push(verdict);
        }
    }
}

impl Verdict {
    /// `None` where the findings depend on more than can be told again, or name another place.
    pub fn of(
        findings: &[Finding],
        lookups: Lookups,
        model: &Model<'_>,
        info: &InstructionInfo<'_>,
    ) -> Option<Self> {
        let range = info.syntax.range();
        if lookups.all || !findings.iter().all(|finding| finding.is_within(range)) {
            return None;
        }
        let variables = lookups.names.into_iter();
        let variables = variables.map(|name| Variable { seen: seen(model, info, &name), name }).collect();
        let states = lookups.states.into_iter();
        let states = states.map(|state| (state, state_at(info, state).map(Arc::from))).collect();
        let relative = |finding: &Finding| finding.clone().moved(range.start(), 0.into());
        Some(Self { variables, states, findings: findings.iter().map(relative).collect() })
    }

    fn holds(&self, model: &Model<'_>, info: &InstructionInfo<'_>) -> bool {
        self.states.iter().all(|(state, was)| was.as_deref() == state_at(info, *state))
            && self.variables.iter().all(|variable| variable.seen == seen(model, info, &variable.name))
    }

    /// The findings where the instruction stands now.
    pub fn findings_at(&self, info: &InstructionInfo<'_>) -> impl Iterator<Item = Finding> {
        let start = info.start();
        self.findings.iter().map(move |finding| finding.clone().moved(0.into(), start))
    }
}

fn state_at<'i>(info: &'i InstructionInfo<'_>, state: State) -> Option<&'i str> {
    match state {
        State::User => info.user(),
        State::Workdir => info.workdir(),
    }
}

fn seen(model: &Model<'_>, info: &InstructionInfo<'_>, name: &str) -> Option<(Option<String>, Origin)> {
    let Binding { value, origin } = model.binding(name, info)?;
    let origin = match origin {
        BindingOrigin::Definition(index) => Origin::File(model.definitions()[index].kind),
        BindingOrigin::BaseImage => Origin::BaseImage,
        BindingOrigin::Predefined => Origin::Predefined,
    };
    Some((value, origin))
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
        let of_file = hashed(|hasher| {
            (model.escape, analysis.source.line_break(), severities, model.stages.len()).hash(hasher);
        });
        let shipped: Vec<usize> = model
            .target_stage(analysis.inputs.options.target.as_deref())
            .map(|target| model.ancestry(target).map(|stage| stage.index).collect())
            .unwrap_or_default();
        let stages = model.stages.iter().map(|stage| key_of_stage(model, stage, &shipped)).collect();
        Self { stages, of_file, shell: None }
    }

    pub fn of(&mut self, info: &InstructionInfo<'_>) -> u64 {
        let shell = self.of_shell(&info.shell);
        let stage = info.stage.and_then(|stage| self.stages.get(stage));
        hashed(|hasher| (self.of_file, shell, stage, info.syntax.text()).hash(hasher))
    }

    fn of_shell(&mut self, shell: &Arc<ShellDialect>) -> u64 {
        match &self.shell {
            Some((known, key)) if Arc::ptr_eq(known, shell) => *key,
            _ => {
                let key = hashed(|hasher| shell.hash(hasher));
                self.shell = Some((Arc::clone(shell), key));
                key
            }
        }
    }
}

/// The stage and those that it is built FROM.
fn key_of_stage(model: &Model<'_>, stage: &Stage<'_>, shipped: &[usize]) -> u64 {
    hashed(|hasher| {
        shipped.contains(&stage.index).hash(hasher);
        for ancestor in model.ancestry(stage) {
            let name = ancestor.name.map(|name| name.text);
            (ancestor.index, name, &ancestor.platform, format!("{:?}", ancestor.base)).hash(hasher);
        }
    })
}

fn hashed(write: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(&mut hasher);
    hasher.finish()
}
