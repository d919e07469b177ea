//! The merge of RUN instructions says what it saves. Estimating sizes is too slow for every keystroke,
//! so the finding's own fix does not say it; the action does.

use analysis::Analysis;
use analysis::refactor::merge::{groups, saving};

use super::CodeAction;

/// The rule whose fixes are merges.
const CODE: &str = "consecutive-runs";

/// The same action with the saving in its title, where it is a merge and the saving is known.
pub(super) fn priced(analysis: &Analysis<'_>, action: CodeAction) -> CodeAction {
    if action.finding.is_none_or(|(code, _)| code != CODE) {
        return action;
    }
    let plan = groups(analysis).plans.into_iter().find(|plan| {
        let edits = action.fix.edits();
        plan.edits.len() == edits.len() && edits.iter().all(|edit| plan.edits.contains(edit))
    });
    match plan.and_then(|plan| plan.fix(saving(analysis, &plan))) {
        Some(fix) => CodeAction { fix, ..action },
        None => action,
    }
}
