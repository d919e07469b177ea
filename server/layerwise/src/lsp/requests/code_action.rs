//! Code actions: what can be done at a place, and every safe fix at once.

use std::path::PathBuf;

use analysis::lint::{Finding, Severity};
use ide::code_actions::{ActionKind, code_actions};
use similar::{DiffOp, TextDiff};
use syntax::{Applicability, TextEdit, TextRange};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, Range,
};

use super::super::capabilities::FIX_ALL;
use super::super::convert;
use super::super::snapshot::Snapshot;
use super::settings_action;
use crate::fixes::{Policy, fix_all};

/// The actions for a range, of the kinds that the client asks for.
pub fn actions(
    snapshot: &Snapshot,
    range: Range,
    context: &CodeActionContext,
    roots: &[PathBuf],
) -> Vec<CodeActionOrCommand> {
    let only = context.only.as_deref();
    let mut actions = at_place(snapshot, snapshot.text_range(range), only, roots);
    // Trying every fix costs more than a light bulb should: only where it is asked for.
    if only.is_some() && wants(only, FIX_ALL) {
        actions.extend(fix_everything(snapshot));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Whether a kind, or a kind above it, is asked for.
fn wants(only: Option<&[CodeActionKind]>, kind: &str) -> bool {
    let covers = |wanted: &CodeActionKind| {
        let rest = kind.strip_prefix(wanted.as_str());
        wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(covers))
}

/// Fixes of findings, comments that ignore them, and what else can be done at a place.
fn at_place(
    snapshot: &Snapshot,
    range: TextRange,
    only: Option<&[CodeActionKind]>,
    roots: &[PathBuf],
) -> Vec<CodeAction> {
    let analysis = snapshot.analysis();
    let findings = analysis.findings();
    let mut actions: Vec<CodeAction> = code_actions(analysis, findings, range)
        .iter()
        .filter(|action| wants(only, kind(action.kind).as_str()))
        .filter(|action| action.disabled.is_none() || snapshot.client.disabled_actions)
        .map(|action| convert_action(snapshot, action, findings))
        .collect();
    if wants(only, CodeActionKind::QUICKFIX.as_str()) {
        let touched = |finding: &&Finding| ide::code_actions::touches(finding.range, range);
        let here: Vec<&Finding> = findings.iter().filter(touched).collect();
        actions.extend(settings_action::actions(snapshot, &here, roots));
    }
    actions
}

fn convert_action(
    snapshot: &Snapshot,
    action: &ide::code_actions::CodeAction,
    findings: &[Finding],
) -> CodeAction {
    let mended = action.finding.and_then(|(code, range)| {
        findings.iter().find(|finding| finding.code == code && finding.range == range)
    });
    CodeAction {
        title: action.fix.title.clone(),
        kind: Some(kind(action.kind)),
        diagnostics: mended.map(|finding| vec![convert::diagnostic(snapshot, finding)]),
        edit: action.disabled.is_none().then(|| convert::fix_edit(snapshot, &action.fix)),
        disabled: action.disabled.clone().map(|reason| CodeActionDisabled { reason }),
        is_preferred: action.is_preferred.then_some(true),
        ..CodeAction::default()
    }
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Refactor => CodeActionKind::REFACTOR_REWRITE,
    }
}

fn fix_everything(snapshot: &Snapshot) -> Option<CodeAction> {
    let policy = Policy { least_applicability: Applicability::Safe, least_severity: Severity::Info };
    let fixed = fix_all(&snapshot.subject, policy);
    let edits = edits_between(snapshot.source().text(), &fixed.text);
    (!edits.is_empty()).then(|| CodeAction {
        title: "Apply all safe fixes".to_owned(),
        kind: Some(CodeActionKind::new(FIX_ALL)),
        edit: Some(convert::workspace_edit(snapshot, convert::edits(snapshot, &edits))),
        ..CodeAction::default()
    })
}

/// Edits of whole lines that make one text of another.
fn edits_between(old: &str, new: &str) -> Vec<TextEdit> {
    let diff = TextDiff::from_lines(old, new);
    let start_of = |lines: &[&str], index: usize| lines[..index].iter().map(|line| line.len()).sum::<usize>();
    diff.ops()
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| {
            let (was, is) = (op.old_range(), op.new_range());
            let range =
                syntax::range(start_of(diff.old_slices(), was.start), start_of(diff.old_slices(), was.end));
            TextEdit::replace(range, diff.new_slices()[is].concat())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_lead_from_one_text_to_the_other() {
        let (old, new) = ("a\nb\nc\r\nd", "a\nB\nB2\nc\r\ne\n");
        let edits = edits_between(old, new);
        assert_eq!(edits.len(), 2);
        assert_eq!(syntax::edit::apply(old, &edits).as_deref(), Ok(new));
    }

    #[test]
    fn kinds_are_hierarchical() {
        let only = |kind: &'static str| [CodeActionKind::from(kind)];
        assert!(wants(None, FIX_ALL));
        assert!(wants(Some(&only("source")), FIX_ALL));
        assert!(wants(Some(&only("source.fixAll")), FIX_ALL));
        assert!(!wants(Some(&only("source.fix")), FIX_ALL));
        assert!(!wants(Some(&only("quickfix")), FIX_ALL));
    }
}
