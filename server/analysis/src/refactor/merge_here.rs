//! Merges the RUN instructions of a selection, or the one at the cursor with the one before it.

use syntax::{Applicability, Fix, InstructionKind, TextRange};

use super::{merge, touched};
use crate::Analysis;
use crate::model::InstructionIndex;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let runs: Vec<InstructionIndex> = touched(analysis, range)
        .into_iter()
        .filter(|info| info.kind() == InstructionKind::Run)
        .map(|info| info.index)
        .collect();
    let (Some(&first), Some(&last)) = (runs.first(), runs.last()) else { return Vec::new() };
    if first < last {
        return merged(analysis, first, last, |count| format!("Merge the {count} selected RUN instructions"));
    }
    match previous_run(analysis, first) {
        Some(previous) => merged(analysis, previous, first, |_| "Merge with the previous RUN".to_owned()),
        None => Vec::new(),
    }
}

fn merged(
    analysis: &Analysis<'_>,
    first: InstructionIndex,
    last: InstructionIndex,
    title: impl Fn(usize) -> String,
) -> Vec<Fix> {
    let plan = merge::plan(analysis, first, last).ok();
    let fix = plan.and_then(|plan| {
        let saving = merge::saving(analysis, &plan);
        let title = format!("{}{}", title(plan.instructions.len()), merge::in_title(saving));
        Fix::new(title, Applicability::Safe, plan.edits)
    });
    fix.into_iter().collect()
}

/// The nearest RUN above; whether the two may be merged is for the plan to say.
fn previous_run(analysis: &Analysis<'_>, index: InstructionIndex) -> Option<InstructionIndex> {
    let earlier = analysis.model.instructions[..index].iter().rev();
    earlier
        .take_while(|info| info.kind() != InstructionKind::From)
        .find(|info| info.kind() == InstructionKind::Run)
        .map(|info| info.index)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn the_cursor_merges_with_the_previous_and_a_selection_merges_all() {
        check(offer, "FROM x\nRUN a\nRUN b\nRUN <CURSOR>c\n", "FROM x\nRUN a\nRUN b && \\\n    c\n");
        check(
            offer,
            "FROM x\nRUN <CURSOR>a\nRUN b\nRUN c<CURSOR>\n",
            "FROM x\nRUN a && \\\n    b && \\\n    c\n",
        );
        check_none(offer, "FROM x\nRUN <CURSOR>a\nRUN b\n");
        check_none(offer, "FROM x\nRUN a\nENV b=c\nRUN <CURSOR>b\n");
        check_none(offer, "FROM x\nRUN a\nFROM y\nRUN <CURSOR>b\n");
    }
}
