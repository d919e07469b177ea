//! What rules that look at whole stages or files want to know of each instruction, told from its text alone
//! and kept with it: of a long file they look closely at few instructions.

use syntax::shell::Command;

use super::copy::may_name_archive;
use super::{apt_lists, conda_terms};
use crate::model::InstructionInfo;

/// The last digits of the fingerprint of the key that NVIDIA's archives were signed with until April 2022.
pub(crate) const OLD_CUDA_KEY: &str = "7fa2af80";

/// Something about an instruction, without its trigger where that is a command's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The keyword has lower-case letters.
    LowerKeyword,
    /// The keyword has upper-case letters.
    UpperKeyword,
    /// It fetches apt's lists and does not remove them, nor keeps them out of the layer.
    KeepsAptLists,
    /// It installs with apt and does not fetch the lists before.
    NeedsAptLists,
    /// It may fetch an installer of conda that asks for terms.
    CondaInstaller,
    /// It may settle what conda asks.
    CondaTerms,
    /// It runs a compiler, or what calls one.
    Builds,
    /// It runs wget or curl.
    Downloads,
    /// It runs git.
    Git,
    /// A `from=` names a stage or an image.
    NamesStage,
    /// A word may end like an archive.
    NamesArchive,
    /// It has a `<<`.
    Heredoc,
    /// It names the key that NVIDIA withdrew.
    OldCudaKey,
}

type Test = fn(&InstructionInfo<'_>) -> bool;

/// Every mark with its test.
const TESTS: [(Mark, Test); 13] = [
    (Mark::LowerKeyword, |info| has_keyword(info, u8::is_ascii_lowercase)),
    (Mark::UpperKeyword, |info| has_keyword(info, u8::is_ascii_uppercase)),
    (Mark::KeepsAptLists, apt_lists::keeps_lists),
    (Mark::NeedsAptLists, apt_lists::needs_lists),
    (Mark::CondaInstaller, conda_terms::names_installer),
    (Mark::CondaTerms, |info| conda_terms::settles(info.syntax.text())),
    (Mark::Builds, |info| runs_any(info, &["cmake", "make", "ninja", "nvcc", "cargo", "meson", "bazel"])),
    (Mark::Downloads, |info| runs_any(info, &["wget", "curl"])),
    (Mark::Git, |info| runs_any(info, &["git"])),
    (Mark::NamesStage, |info| info.syntax.text().contains("from=")),
    (Mark::NamesArchive, |info| may_name_archive(info.syntax.text())),
    (Mark::Heredoc, |info| info.syntax.text().contains("<<")),
    (Mark::OldCudaKey, |info| info.syntax.text().contains(OLD_CUDA_KEY)),
];

impl InstructionInfo<'_> {
    /// The instruction has this mark.
    pub(crate) fn has(&self, mark: Mark) -> bool {
        let marks = self.content.marks.get_or_init(|| {
            let found = TESTS.iter().filter(|(_, test)| test(self));
            found.fold(0, |marks, (mark, _)| marks | bit(*mark))
        });
        marks & bit(mark) != 0
    }
}

const fn bit(mark: Mark) -> u32 {
    1 << mark as u32
}

fn has_keyword(info: &InstructionInfo<'_>, letter: fn(&u8) -> bool) -> bool {
    info.syntax.keyword().is_some_and(|keyword| keyword.text.as_bytes().iter().any(letter))
}

/// A command of the instruction runs one of these programs.
fn runs_any(info: &InstructionInfo<'_>, wanted: &[&str]) -> bool {
    let mut invocations = info.commands().iter().filter_map(Command::invocation);
    invocations.any(|found| wanted.contains(&found.program))
}
