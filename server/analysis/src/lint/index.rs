//! Which rules want to see what.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntax::InstructionKind;

use super::catalogue::all_rules;
use super::rule::Check;

/// Positions in [`all_rules`] by what the rules want to see.
#[derive(Default)]
pub(super) struct Index {
    /// Rules whose findings are kept by instruction.
    pub kept: Sites,
    /// Rules that see single instructions and commands, and look further.
    pub wide: Sites,
    pub of_stages: Vec<usize>,
    pub of_files: Vec<usize>,
}

/// Rules of instructions and commands.
#[derive(Default)]
pub(super) struct Sites {
    pub by_kind: HashMap<InstructionKind, Vec<usize>>,
    pub by_program: HashMap<&'static str, Vec<usize>>,
}

impl Sites {
    fn of_kinds(&mut self, kinds: &[InstructionKind], at: usize) {
        kinds.iter().for_each(|&kind| self.by_kind.entry(kind).or_default().push(at));
    }

    fn of_programs(&mut self, programs: &[&'static str], at: usize) {
        programs.iter().for_each(|&program| self.by_program.entry(program).or_default().push(at));
    }
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (at, rule) in all_rules().iter().enumerate() {
        match rule.check {
            Check::File(_) => index.of_files.push(at),
            Check::Stage(_) => index.of_stages.push(at),
            Check::Instruction(kinds, _) => index.kept.of_kinds(kinds, at),
            Check::Command(programs, _) => index.kept.of_programs(programs, at),
            Check::InstructionInFile(kinds, _) => index.wide.of_kinds(kinds, at),
            Check::CommandInFile(programs, _) => index.wide.of_programs(programs, at),
        }
    }
    index
});
