//! ## What it does
//! Finds labels that `label-schema` of `.hadolint.yaml` does not have. Says nothing without
//! `strict-labels: true`.
//!
//! ## Why it matters
//! The schema is meant to be complete; a label beside it is most often misspelt.
//!
//! ## Example
//! With `label-schema: { version: semver }` and `strict-labels: true`:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1.4.2" colour="blue"
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1.4.2"
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::labels::labels_of;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "label-not-in-schema",
    name: "Label that the schema does not have",
    summary: "LABEL sets a label that the project's schema does not have.",
    category: Category::Practice,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["DL3050"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Label], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let schema = &analysis.inputs.options.label_schema;
    if !schema.is_strict {
        return;
    }
    for label in labels_of(&analysis.model, info) {
        if schema.formats.contains_key(&label.name) {
            continue;
        }
        let advice = match nearest(&label.name, schema.formats.keys().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => "remove it, or add it to label-schema".to_owned(),
        };
        let message = format!("the schema has no label {}; {advice}", label.name);
        findings.push(Finding::new(&META, label.key.range(), message));
    }
}
