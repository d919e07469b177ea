//! Applying the fixes of a file until nothing changes: for `layerwise fix` and for "fix all" in editors.

use std::collections::HashSet;

use analysis::lint::{Finding, Severity, lint};
use syntax::{Applicability, Fix, Source, TextEdit, edit};

use crate::workspace::Subject;

/// Passes over a file. Each changes it; rules that undo each other are stopped here at the latest.
const MAX_PASSES: usize = 100;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub least_applicability: Applicability,
    /// Findings below are left alone.
    pub least_severity: Severity,
}

/// A text after its fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub text: String,
    /// Titles of the fixes that were applied, in order.
    pub applied: Vec<String>,
}

/// Applies fixes in passes. A fix whose result parses worse than the text before is left out.
pub fn fix_all(subject: &Subject, policy: Policy) -> Fixed {
    let subject = subject.renewed();
    let mut fixed = Fixed { text: subject.source.text().to_owned(), applied: Vec::new() };
    let mut seen = HashSet::from([fixed.text.clone()]);
    let mut refused: HashSet<Fix> = HashSet::new();
    for _ in 0..MAX_PASSES {
        let current = subject.with_source(Source::parse(&fixed.text));
        let findings = current.analyse(lint);
        let wanted = choose(&findings, policy, &refused);
        let Some(text) = apply_all(&current, &wanted, &mut refused) else {
            if wanted.is_empty() {
                break;
            }
            continue;
        };
        // A text that was there before means that two rules disagree.
        if !seen.insert(text.clone()) {
            break;
        }
        fixed.applied.extend(wanted.iter().map(|fix| fix.title.clone()));
        fixed.text = text;
    }
    fixed
}

/// The first applicable fix of each finding, as far as they do not touch.
fn choose(findings: &[Finding], policy: Policy, refused: &HashSet<Fix>) -> Vec<Fix> {
    let mut wanted: Vec<Fix> = findings
        .iter()
        .filter(|finding| finding.severity >= policy.least_severity)
        .filter_map(|finding| {
            let may = |fix: &&Fix| fix.applicability >= policy.least_applicability && !refused.contains(*fix);
            finding.fixes.iter().find(may).cloned()
        })
        .collect();
    wanted.sort_by_key(|fix| fix.range().map(|range| (range.start(), range.end())));
    let mut end = None;
    wanted.retain(|fix| {
        let Some(range) = fix.range() else { return false };
        let is_apart = end.is_none_or(|end| range.start() > end);
        if is_apart {
            end = Some(range.end());
        }
        is_apart
    });
    wanted
}

/// The text with all fixes. `None` where it would not parse: the fixes at fault are refused from
/// then on.
fn apply_all(subject: &Subject, fixes: &[Fix], refused: &mut HashSet<Fix>) -> Option<String> {
    if fixes.is_empty() {
        return None;
    }
    if let Some(text) = applied(subject, fixes.iter().flat_map(Fix::edits)) {
        return Some(text);
    }
    let bad: Vec<&Fix> = fixes.iter().filter(|fix| applied(subject, fix.edits()).is_none()).collect();
    // Each alone is fine, all together are not: take only the first.
    let bad = if bad.is_empty() { fixes.iter().skip(1).collect() } else { bad };
    refused.extend(bad.into_iter().cloned());
    None
}

/// The edited text, if it differs and parses no worse.
fn applied<'e>(subject: &Subject, edits: impl IntoIterator<Item = &'e TextEdit>) -> Option<String> {
    let before = &subject.source;
    let text = edit::apply(before.text(), edits).ok().filter(|text| text != before.text())?;
    let after = Source::parse(&text);
    let broke = after.root().has_error() && !before.root().has_error();
    (!broke && errors(&subject.with_source(after)) <= errors(subject)).then_some(text)
}

/// How many findings BuildKit would refuse the file for.
fn errors(subject: &Subject) -> usize {
    subject.analyse(lint).iter().filter(|finding| finding.severity == Severity::Error).count()
}
