//! "Fix all of one rule": the safe fixes of every finding of the rule at once.

use analysis::lint::Finding;
use syntax::{Applicability, Fix, TextEdit, TextSize};

use super::{ActionKind, CodeAction};

/// `None` where this finding is the only one that its rule can fix.
pub(super) fn fix_all(findings: &[Finding], finding: &Finding) -> Option<CodeAction> {
    let is_safe = |fix: &&Fix| fix.applicability == Applicability::Safe && !fix.edits().is_empty();
    finding.fixes.iter().find(is_safe)?;
    let same = findings.iter().filter(|other| other.code == finding.code);
    let mut fixes: Vec<&Fix> = same.filter_map(|other| other.fixes.iter().find(is_safe)).collect();
    fixes.sort_by_key(|fix| fix.range().map(|range| (range.start(), range.end())));
    let mut end: Option<TextSize> = None;
    fixes.retain(|fix| {
        let Some(range) = fix.range() else { return false };
        // Fixes that touch may mean the same place; the second one is left for the next time.
        let is_apart = end.is_none_or(|end| range.start() > end);
        end = if is_apart { Some(range.end()) } else { end };
        is_apart
    });
    if fixes.len() < 2 {
        return None;
    }
    let title = format!("Fix all {} of {} in this file", fixes.len(), finding.code);
    let edits: Vec<TextEdit> = fixes.iter().flat_map(|fix| fix.edits()).cloned().collect();
    Some(CodeAction {
        kind: ActionKind::QuickFix,
        fix: Fix::new(title, Applicability::Safe, edits)?,
        finding: Some((finding.code, finding.range)),
        is_preferred: false,
        disabled: None,
    })
}
