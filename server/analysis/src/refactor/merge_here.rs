//! Merges the RUN instructions of a selection; at a cursor the whole group that its RUN belongs to, or
//! the RUN with the one before it.

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
        let title = |count| format!("Merge the {count} selected RUN instructions");
        return merged(analysis, first, last, title).into_iter().collect();
    }
    let group = merge::group_of(analysis, first);
    // In a group of two both would do the same.
    let previous = previous_run(analysis, first)
        .filter(|previous| group.as_ref().is_none_or(|group| group.instructions != [*previous, first]));
    let whole = group.and_then(|group| group.fix(merge::saving(analysis, &group)));
    let pair = previous
        .and_then(|previous| merged(analysis, previous, first, |_| "Merge with the previous RUN".to_owned()));
    whole.into_iter().chain(pair).collect()
}

fn merged(
    analysis: &Analysis<'_>,
    first: InstructionIndex,
    last: InstructionIndex,
    title: impl Fn(usize) -> String,
) -> Option<Fix> {
    let plan = merge::plan(analysis, first, last).ok()?;
    let saving = merge::saving(analysis, &plan);
    let title = format!("{}{}", title(plan.instructions.len()), merge::in_title(saving));
    Fix::new(title, Applicability::Safe, plan.edits)
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
    use super::super::fixture::{check, check_none, offers};
    use super::*;

    const ALL: &str = "FROM x\nRUN a && \\\n    b && \\\n    c\n";

    /// Titles and texts of what a cursor is offered.
    fn check_offers(fixture: &str, expected: &[(&str, &str)]) {
        let found = offers(offer, fixture);
        let found: Vec<(&str, &str)> = found.iter().map(|(title, text)| (&**title, &**text)).collect();
        assert_eq!(found, expected, "{fixture}");
    }

    #[test]
    fn every_run_of_a_group_offers_the_whole_group() {
        let whole = ("Merge 3 RUN instructions", ALL);
        let pair = |text| ("Merge with the previous RUN", text);
        check_offers("FROM x\nRUN <CURSOR>a\nRUN b\nRUN c\n", &[whole]);
        check_offers(
            "FROM x\nRUN a\nRUN b<CURSOR>\nRUN c\n",
            &[whole, pair("FROM x\nRUN a && \\\n    b\nRUN c\n")],
        );
        check_offers(
            "FROM x\nRUN a\nRUN b\n<CURSOR>RUN c\n",
            &[whole, pair("FROM x\nRUN a\nRUN b && \\\n    c\n")],
        );
    }

    #[test]
    fn a_group_of_two_is_offered_once() {
        let both = "FROM x\nRUN a && \\\n    b\n";
        check_offers("FROM x\nRUN <CURSOR>a\nRUN b\n", &[("Merge 2 RUN instructions", both)]);
        check_offers("FROM x\nRUN a\nRUN <CURSOR>b\n", &[("Merge 2 RUN instructions", both)]);
    }

    #[test]
    fn a_selection_merges_what_it_holds() {
        check(offer, "FROM x\nRUN <CURSOR>a\nRUN b\nRUN c<CURSOR>\n", ALL);
        check(offer, "FROM x\nRUN <CURSOR>a\nRUN b<CURSOR>\nRUN c\n", "FROM x\nRUN a && \\\n    b\nRUN c\n");
    }

    #[test]
    fn what_stands_alone_offers_nothing() {
        check_none(offer, "FROM x\nRUN <CURSOR>a\nCOPY b c\nRUN d\n");
        check_none(offer, "FROM x\nRUN a\nENV b=c\nRUN <CURSOR>b\n");
        check_none(offer, "FROM x\nRUN a\nFROM y\nRUN <CURSOR>b\n");
    }
}
