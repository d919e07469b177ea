//! Code actions: fixes of findings, comments that ignore a finding, a tag pinned to its digest.

mod fix_all;
mod ignore;
mod merge;
mod pin;
mod saving;

use analysis::Analysis;
use analysis::lint::Finding;
use analysis::refactor::Refused;
use syntax::{Applicability, Fix, TextRange};

/// What an editor offers at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAction {
    pub kind: ActionKind,
    pub fix: Fix,
    /// The finding that it mends or ignores: its code and range.
    pub finding: Option<(&'static str, TextRange)>,
    /// The one that most people want.
    pub is_preferred: bool,
    /// Why it cannot be done here; its fix is empty then.
    pub disabled: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionKind {
    QuickFix,
    /// Changes the file's structure, asked for by nobody's finding.
    Refactor,
}

/// Actions for what overlaps `range`, given the findings of the whole file. A refactoring that does what
/// a finding's fix does is left out.
pub fn code_actions(analysis: &Analysis<'_>, findings: &[Finding], range: TextRange) -> Vec<CodeAction> {
    let here: Vec<&Finding> = findings.iter().filter(|finding| touches(finding.range, range)).collect();
    let are_few = saving::are_few(&here);
    let mut actions: Vec<CodeAction> = here
        .iter()
        .flat_map(|finding| fixes(finding))
        .map(|action| merge::priced(analysis, action))
        .map(|action| if are_few { saving::priced(analysis, action) } else { action })
        .collect();
    actions.extend(pin::pin(analysis, range));
    let refactorings = analysis::refactor::refactorings(analysis, range).into_iter();
    let known: Vec<String> = actions.iter().map(|action| action.fix.title.clone()).collect();
    actions.extend(refactorings.filter(|fix| !known.contains(&fix.title)).map(refactoring));
    actions.extend(analysis::refactor::refusals(analysis, range).into_iter().filter_map(refused));
    if here.is_empty() {
        return actions;
    }
    let dialect = analysis.suppressions().preferred_dialect();
    let mut ignored: Vec<(&str, Option<&str>)> = Vec::new();
    for finding in here {
        let name = (finding.code, finding.foreign_id.as_deref());
        if !ignored.contains(&name) {
            ignored.push(name);
            actions.extend(fix_all::fix_all(findings, finding));
            actions.extend(ignore::ignore(analysis, finding, dialect));
        }
    }
    actions
}

fn refactoring(fix: Fix) -> CodeAction {
    CodeAction { kind: ActionKind::Refactor, fix, finding: None, is_preferred: false, disabled: None }
}

fn refused(refused: Refused) -> Option<CodeAction> {
    let fix = Fix::new(refused.title, Applicability::Display, Vec::new())?;
    Some(CodeAction { disabled: Some(refused.reason), ..refactoring(fix) })
}

/// The ranges overlap or meet.
pub fn touches(a: TextRange, b: TextRange) -> bool {
    a.start() <= b.end() && b.start() <= a.end()
}

fn fixes(finding: &Finding) -> impl Iterator<Item = CodeAction> {
    finding.fixes.iter().enumerate().filter(|(_, fix)| !fix.edits().is_empty()).map(|(at, fix)| CodeAction {
        kind: ActionKind::QuickFix,
        fix: fix.clone(),
        finding: Some((finding.code, finding.range)),
        is_preferred: at == 0 && fix.applicability == Applicability::Safe,
        disabled: None,
    })
}

#[cfg(test)]
mod tests;
