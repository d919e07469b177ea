//! A rule: its facts, its page and one plain function.

use syntax::shell::{Command, Invocation};
use syntax::{InstructionKind, LocalRange, TextRange};

use super::finding::Finding;
use super::meta::Meta;
use crate::Analysis;
use crate::model::{InstructionInfo, Stage};

/// A registered rule.
#[derive(Clone, Copy)]
pub struct Rule {
    pub meta: &'static Meta,
    pub check: Check,
    /// The rule's page: the doc comment of its file, as Markdown.
    pub docs: &'static str,
}

/// What a rule wants to see. The runner walks a file once and calls each rule where it asked to be.
#[derive(Clone, Copy)]
pub enum Check {
    File(fn(&Analysis<'_>, &mut Findings)),
    Stage(fn(&Analysis<'_>, &Stage<'_>, &mut Findings)),
    /// Instructions of these kinds; triggers of ONBUILD too. The rule looks at the instruction, the state
    /// that it meets, variables by name and what its stage rests on, and at no other instruction or comment:
    /// its findings are kept until one of these changes. Where it must look further now and then, it says so
    /// with `note_all`.
    Instruction(&'static [InstructionKind], fn(&Analysis<'_>, &InstructionInfo<'_>, &mut Findings)),
    /// Shell commands that run one of these programs, `sudo` and the like seen through. The rule looks no
    /// further than one of [`Check::Instruction`].
    Command(&'static [&'static str], fn(&Analysis<'_>, &CommandSite<'_>, &mut Findings)),
    /// As [`Check::Instruction`], for a rule that looks at anything of the file.
    InstructionInFile(&'static [InstructionKind], fn(&Analysis<'_>, &InstructionInfo<'_>, &mut Findings)),
}

/// Collects what rules report.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    pub fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }

    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.found.extend(findings);
    }

    pub(super) fn since(&self, start: usize) -> &[Finding] {
        &self.found[start..]
    }

    pub(super) fn as_mut_slice_from(&mut self, start: usize) -> &mut [Finding] {
        &mut self.found[start..]
    }

    /// Keeps of what was reported from `start` on what `keep` wants.
    pub(super) fn retain_from(&mut self, start: usize, mut keep: impl FnMut(&mut Finding) -> bool) {
        let kept: Vec<Finding> =
            self.found.drain(start..).filter_map(|mut it| keep(&mut it).then_some(it)).collect();
        self.found.extend(kept);
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }
}

/// A shell command inside an instruction.
#[derive(Clone, Copy)]
pub struct CommandSite<'a> {
    pub instruction: &'a InstructionInfo<'a>,
    pub command: &'a Command,
    /// Its index among the commands of the instruction's script.
    pub index: usize,
    pub invocation: Invocation<'a>,
}

impl<'a> CommandSite<'a> {
    /// The document range of something inside the script.
    pub fn range(&self, local: LocalRange) -> TextRange {
        local.at(self.instruction.start())
    }

    /// The document range of the whole command.
    pub fn command_range(&self) -> TextRange {
        self.range(self.command.range)
    }

    /// Commands of the same script that come after this one.
    pub fn following(&self) -> &'a [Command] {
        self.instruction.commands().get(self.index + 1..).unwrap_or_default()
    }

    /// Commands of the same script that come before this one.
    pub fn preceding(&self) -> &'a [Command] {
        &self.instruction.commands()[..self.index]
    }
}
