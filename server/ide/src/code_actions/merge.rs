//! The merge of RUN instructions says what it saves. Estimating sizes is too slow for every keystroke,
//! so the finding's own fix does not say it; the action does.

use analysis::Analysis;
use analysis::refactor::merge::{group_of, saving};

use super::CodeAction;

/// The rule whose fixes are merges.
const CODE: &str = "consecutive-runs";

/// The same action with the saving in its title, where it is a merge and the saving is known.
pub(super) fn priced(analysis: &Analysis<'_>, action: CodeAction) -> CodeAction {
    let Some((CODE, range)) = action.finding else { return action };
    let run = analysis.model.instruction_at(range.start()).map(|info| info.index);
    let plan = run.and_then(|run| group_of(analysis, run)).filter(|plan| {
        let edits = action.fix.edits();
        plan.edits.len() == edits.len() && edits.iter().all(|edit| plan.edits.contains(edit))
    });
    match plan.and_then(|plan| plan.fix(saving(analysis, &plan))) {
        Some(fix) => CodeAction { fix, ..action },
        None => action,
    }
}
