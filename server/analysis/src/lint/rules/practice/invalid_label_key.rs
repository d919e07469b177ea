//! ## What it does
//! Finds labels whose names break Docker's guidelines: lower-case letters, digits, `.`, `-`, `_` and `/`,
//! a letter first, a letter or a digit last, no two separators in a row, and not in Docker's own namespaces
//! (`com.docker.`, `io.docker.`, `org.dockerproject.`).
//!
//! ## Why it matters
//! Programs that read labels expect such names, and labels of Docker's namespaces may change what Docker
//! does.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL Version="1.4.2"
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1.4.2"
//! ```
//!
//! ## Fix
//! None: programs may read the old name.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::labels::labels_of;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-label-key",
    name: "Label name against the guidelines",
    summary: "The name of a label breaks Docker's guidelines.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3048"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Label], check);

const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for label in labels_of(&analysis.model, info) {
        if let Some(problem) = problem_of(&label.name) {
            let message = format!("the label {} {problem}; use another name", label.name);
            findings.push(Finding::new(&META, label.key.range(), message));
        }
    }
}

/// What is wrong with a name. Blank names are errors of their own.
fn problem_of(name: &str) -> Option<&'static str> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.is_empty() || name.contains('$') {
        None
    } else if RESERVED.iter().any(|namespace| name.starts_with(namespace)) {
        Some("lies in a namespace of Docker")
    } else if !name.chars().all(is_allowed) {
        Some("has characters other than a-z, 0-9 and ._-/")
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.ends_with(is_end) {
        Some("begins or ends with another character than a letter or a digit")
    } else if ["..", "--"].iter().any(|pair| name.contains(pair)) {
        Some("has two separators in a row")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_follow_the_guidelines_or_not() {
        for name in ["version", "org.opencontainers.image.base.name", "a-b_c/d9", "$X", ""] {
            assert_eq!(super::problem_of(name), None, "{name}");
        }
        for name in ["Version", "9a", "a.", "a..b", "a--b", "a b", "io.docker.x", "ä"] {
            assert!(super::problem_of(name).is_some(), "{name}");
        }
    }
}
