//! What a merge saves: what an earlier layer holds and a later command deletes.

use syntax::{Source, edit};

use super::MergePlan;
use crate::{Analysis, size};

/// In larger files the saving is not estimated: a menu must open at once.
const MAX_INSTRUCTIONS: usize = 300;

/// Bytes on disk that the image loses by the merge. `None` where a size is not known.
///
/// Estimates the file twice, so this is for what is shown on demand, not for every keystroke.
pub fn saving(analysis: &Analysis<'_>, plan: &MergePlan) -> Option<u64> {
    if analysis.model.instructions.len() > MAX_INSTRUCTIONS {
        return None;
    }
    let before = plan.instructions.iter().map(|&index| bytes_of(analysis, index)).sum::<Option<u64>>()?;
    let text = edit::apply(analysis.source.text(), &plan.edits).ok()?;
    let source = Source::parse(&text);
    let merged = Analysis::new(&source, analysis.inputs);
    before.checked_sub(bytes_of(&merged, *plan.instructions.first()?)?)
}

fn bytes_of(analysis: &Analysis<'_>, index: usize) -> Option<u64> {
    let layer = size::layer(analysis, analysis.model.instructions.get(index)?)?;
    // An open upper end means that some part is not known.
    layer.bytes.high.and(layer.bytes.best)
}
