//! Fixes that make the image smaller say by how much: the image is estimated as it is and as it would be.

use analysis::Analysis;
use analysis::lint::Finding;
use analysis::size::{difference, human};

use super::CodeAction;

/// Rules whose fixes leave bytes out of a layer. Those that change the base image's tag say themselves what the
/// other image comes to, and merges are priced by what they merge.
const CODES: [&str; 10] = [
    "apk-cache-kept",
    "apt-lists-kept",
    "apt-recommends",
    "archive-copied",
    "conda-cache-kept",
    "copy-then-chmod",
    "package-cache-kept",
    "pip-cache-kept",
    "torch-with-cuda-on-cpu-base",
    "yarn-cache-kept",
];

/// Findings of these rules in a request beyond which none is priced: each estimates the image once more.
const MOST: usize = 6;

/// Below this a saving is within what estimates leave open.
const LEAST: u64 = 10_000;

/// So few of the findings are of these rules that their fixes can be priced while a menu opens.
pub(super) fn are_few(findings: &[&Finding]) -> bool {
    findings.iter().filter(|finding| CODES.contains(&finding.code)).count() <= MOST
}

/// The same action with the saving in its title, where that is known.
pub(super) fn priced(analysis: &Analysis<'_>, mut action: CodeAction) -> CodeAction {
    let Some((_, range)) = action.finding.filter(|(code, _)| CODES.contains(code)) else { return action };
    let stage = analysis.model.instruction_at(range.start()).and_then(|info| info.stage);
    let stage = stage.and_then(|stage| analysis.model.stages.get(stage));
    let Some(bytes) = stage.and_then(|stage| difference(analysis, stage, action.fix.edits())) else {
        return action;
    };
    // More than now would be an odd thing to promise of these; it comes of ranges, and is not shown.
    if bytes >= 0 || bytes.unsigned_abs() < LEAST {
        return action;
    }
    action.fix.title =
        format!("{} (about {} less)", without_price(&action.fix.title), human(bytes.unsigned_abs()));
    action
}

/// The title without what the rule itself says of sizes, which holds for any image.
fn without_price(title: &str) -> &str {
    let said = [" (saves ", " (about "].iter().filter_map(|begin| title.find(begin)).min();
    said.filter(|_| title.ends_with(')')).map_or(title, |at| &title[..at])
}
