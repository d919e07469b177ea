//! Rewrites that people ask for. Those that leave the build as it is are [`Applicability::Safe`].
//!
//! [`Applicability::Safe`]: syntax::Applicability::Safe

mod cache_mount;
mod heredoc;
mod join_pairs;
pub mod merge;
mod merge_here;
mod sort_packages;
mod split;

use syntax::{Fix, TextRange};

use crate::Analysis;
use crate::model::InstructionInfo;

/// A refactoring offers what it can do at a place.
type Refactoring = fn(&Analysis<'_>, TextRange) -> Vec<Fix>;

const ALL: [Refactoring; 6] = [
    merge_here::offer,
    split::offer,
    heredoc::offer,
    join_pairs::offer,
    cache_mount::offer,
    sort_packages::offer,
];

/// Everything that can be done at a cursor (an empty range) or with a selection.
pub fn refactorings(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    ALL.iter().flat_map(|offer| offer(analysis, range)).collect()
}

/// Instructions that a range touches.
fn touched<'m, 'a>(analysis: &'m Analysis<'a>, range: TextRange) -> Vec<&'m InstructionInfo<'a>> {
    let instructions = analysis.model.instructions.iter();
    instructions.filter(|info| info.syntax.range().intersect(range).is_some()).collect()
}

#[cfg(test)]
mod fixture;
