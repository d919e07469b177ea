//! Code actions: the fixes of findings, and every safe fix at once.

use analysis::lint::{Finding, Severity, lint};
use similar::{DiffOp, TextDiff};
use syntax::{Applicability, Fix, TextEdit, TextRange};
use tower_lsp::ls_types::{CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Range};

use super::super::capabilities::FIX_ALL;
use super::super::convert;
use super::super::snapshot::Snapshot;
use crate::fixes::{Policy, fix_all};

/// The actions for a range, of the kinds that the client asks for.
pub fn actions(snapshot: &Snapshot, range: Range, context: &CodeActionContext) -> Vec<CodeActionOrCommand> {
    let only = context.only.as_deref();
    let mut actions = Vec::new();
    if wants(only, CodeActionKind::QUICKFIX.as_str()) {
        actions.extend(quick_fixes(snapshot, snapshot.text_range(range)));
    }
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

fn quick_fixes(snapshot: &Snapshot, range: TextRange) -> Vec<CodeAction> {
    let findings = snapshot.subject.analyse(lint);
    let touches = |finding: &&Finding| finding.range.intersect(range).is_some();
    findings.iter().filter(touches).flat_map(|finding| fixes_of(snapshot, finding)).collect()
}

fn fixes_of(snapshot: &Snapshot, finding: &Finding) -> Vec<CodeAction> {
    let of_fix = |(index, fix): (usize, &Fix)| CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![convert::diagnostic(snapshot, finding)]),
        edit: Some(convert::fix_edit(snapshot, fix)),
        is_preferred: (index == 0 && fix.applicability == Applicability::Safe).then_some(true),
        ..CodeAction::default()
    };
    finding.fixes.iter().enumerate().map(of_fix).collect()
}

fn fix_everything(snapshot: &Snapshot) -> Option<CodeAction> {
    let policy = Policy { least_applicability: Applicability::Safe, least_severity: Severity::Info };
    let fixed = fix_all(&snapshot.subject, policy);
    let edits = edits_between(snapshot.subject.source.text(), &fixed.text);
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
