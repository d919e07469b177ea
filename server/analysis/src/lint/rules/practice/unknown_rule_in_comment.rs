//! ## What it does
//! Finds ids in `# layerwise ignore=`, `# hadolint ignore=`, `# tally ignore=`, `# shellcheck disable=`
//! and `# check=` that no tool knows.
//!
//! ## Why it matters
//! The comment has no effect; most often the id is misspelt.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! # layerwise ignore=apt-list-kept
//! RUN apt-get update && apt-get install -y curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! # layerwise ignore=apt-lists-kept
//! RUN apt-get update && apt-get install -y curl
//! ```
//!
//! ## Fix
//! Unsafe: the id of a rule with a similar name is put in its place.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "unknown-rule-in-comment",
    name: "Comment that ignores an unknown rule",
    summary: "A comment switches off a rule that does not exist.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

use crate::lint::{all_rules, rules_called};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    for (id, range) in analysis.suppressions().ids().filter(|(id, _)| !is_known(id)) {
        let codes = all_rules()
            .iter()
            .flat_map(|rule| std::iter::once(rule.meta.code).chain(rule.meta.aliases.iter().copied()));
        let similar = nearest(id, codes);
        let message = match similar {
            Some(similar) => format!("no rule is called {id}; did you mean {similar}?"),
            None => format!("no rule is called {id}; remove it"),
        };
        let fix = similar.map(|similar| {
            let edit = TextEdit::replace(*range, similar);
            Fix::single(format!("Change to {similar}"), Applicability::Unsafe, edit)
        });
        findings.push(Finding::new(&META, *range, message).with_fixes(fix));
    }
}

/// A rule of ours, or an id of the form that hadolint, shellcheck and tally use.
fn is_known(id: &str) -> bool {
    let bare = id.rsplit('/').next().unwrap_or(id);
    let is_numbered = ["DL", "SC"].iter().any(|prefix| {
        bare.strip_prefix(prefix)
            .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
    });
    is_numbered || id.contains('/') || bare.eq_ignore_ascii_case("all") || !rules_called(bare).is_empty()
}
