//! ## What it does
//! Finds labels that a later LABEL of the same stage sets again.
//!
//! ## Why it matters
//! Only the last value counts.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1"
//! LABEL version="2"
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="2"
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::support::labels::{Label, labels_of};
use crate::lint::{Category, Check, Finding, FindingTag, Findings, Meta, Severity};
use crate::model::Stage;

pub const META: Meta = Meta {
    code: "duplicate-label",
    name: "Label set twice",
    summary: "A later LABEL of the same stage replaces this one.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let model = &analysis.model;
    let labels = model.stage_instructions(stage).iter().flat_map(|info| labels_of(model, info));
    let mut seen: Vec<Label<'_>> = Vec::new();
    for label in labels {
        let Some(earlier) = seen.iter_mut().find(|earlier| earlier.name == label.name) else {
            seen.push(label);
            continue;
        };
        let message = format!("{} is set again below; remove this one", label.name);
        let finding = Finding::new(&META, earlier.key.range(), message);
        findings.push(
            finding
                .with_related(label.key.range(), "the value that counts")
                .with_tag(FindingTag::Unnecessary),
        );
        *earlier = label;
    }
}
