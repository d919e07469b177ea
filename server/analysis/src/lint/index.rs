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
    /// Rules that see single instructions, and look further.
    pub wide: Sites,
    pub of_stages: Vec<usize>,
    pub of_files: Vec<usize>,
}

/// Rules of instructions and commands.
#[derive(Default)]
pub(super) struct Sites {
    /// By the number of the kind.
    by_kind: Vec<Vec<usize>>,
    pub by_program: HashMap<&'static str, Vec<usize>>,
}

impl Sites {
    /// Rules that want to see instructions of a kind.
    pub fn of_kind(&self, kind: InstructionKind) -> &[usize] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    fn add_kinds(&mut self, kinds: &[InstructionKind], at: usize) {
        for &kind in kinds {
            let number = kind as usize;
            if self.by_kind.len() <= number {
                self.by_kind.resize_with(number + 1, Vec::new);
            }
            self.by_kind[number].push(at);
        }
    }

    fn add_programs(&mut self, programs: &[&'static str], at: usize) {
        programs.iter().for_each(|&program| self.by_program.entry(program).or_default().push(at));
    }
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (at, rule) in all_rules().iter().enumerate() {
        match rule.check {
            Check::File(_) => index.of_files.push(at),
            Check::Stage(_) => index.of_stages.push(at),
            Check::Instruction(kinds, _) => index.kept.add_kinds(kinds, at),
            Check::Command(programs, _) => index.kept.add_programs(programs, at),
            Check::InstructionInFile(kinds, _) => index.wide.add_kinds(kinds, at),
        }
    }
    index
});
