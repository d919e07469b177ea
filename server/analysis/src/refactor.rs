//! Rewrites that people ask for. Those that leave the build as it is are [`Applicability::Safe`].
//!
//! [`Applicability::Safe`]: syntax::Applicability::Safe

mod cache_mount;
mod download_to_add;
mod flavor;
mod fold_update;
mod heredoc;
mod hoist;
mod join_pairs;
pub mod merge;
mod merge_here;
mod move_cleanup;
pub mod requirements_first;
mod sort_packages;
mod split;
mod torch_base;
mod torch_index;
mod two_stage;
mod workdir;
mod write_to_copy;

use syntax::{Fix, TextRange};

use crate::Analysis;
use crate::model::InstructionInfo;

/// A refactoring offers what it can do at a place.
type Refactoring = fn(&Analysis<'_>, TextRange) -> Vec<Fix>;

const ALL: [Refactoring; 17] = [
    merge_here::offer,
    split::offer,
    fold_update::offer,
    move_cleanup::offer,
    hoist::offer,
    requirements_first::offer,
    workdir::offer,
    heredoc::offer,
    join_pairs::offer,
    cache_mount::offer,
    sort_packages::offer,
    torch_index::offer,
    torch_base::offer,
    flavor::offer,
    two_stage::offer,
    download_to_add::offer,
    write_to_copy::offer,
];

/// Everything that can be done at a cursor (an empty range) or with a selection.
pub fn refactorings(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    ALL.iter().flat_map(|offer| offer(analysis, range)).collect()
}

/// A rewrite that suits the place and cannot be made there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub title: String,
    /// One clause, for people.
    pub reason: String,
}

/// What people may look for at a place and is not offered, with the reasons.
pub fn refusals(analysis: &Analysis<'_>, range: TextRange) -> Vec<Refused> {
    two_stage::refuse(analysis, range).into_iter().chain(flavor::refuse(analysis, range)).collect()
}

/// Instructions that a range touches.
fn touched<'m, 'a>(analysis: &'m Analysis<'a>, range: TextRange) -> Vec<&'m InstructionInfo<'a>> {
    let instructions = analysis.model.instructions.iter();
    instructions.filter(|info| info.syntax.range().intersect(range).is_some()).collect()
}

/// An instruction with the line break after it, so that no blank line stays.
fn with_line_break(analysis: &Analysis<'_>, range: TextRange) -> TextRange {
    let after = &analysis.source.text()[usize::from(range.end())..];
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    let line_break =
        if after[blanks..].starts_with("\r\n") { 2 } else { usize::from(after[blanks..].starts_with('\n')) };
    TextRange::new(range.start(), range.end() + syntax::offset(blanks + line_break))
}

#[cfg(test)]
mod fixture;
