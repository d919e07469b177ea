//! ## What it does
//! Finds labels whose values have not the format that `label-schema` of `.hadolint.yaml` gives them: `text`
//! (not empty), `url`, `semver`, `hash` (of git), `rfc3339`, `spdx` or `email`. A value with a variable
//! that is not known is left alone. Says nothing while the schema is empty.
//!
//! ## Why it matters
//! Programs that read the labels expect the format.
//!
//! ## Example
//! With `label-schema: { version: semver }`:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="v1.4"
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! LABEL version="1.4.0"
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::labels::labels_of;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-label-value",
    name: "Label with a value of another format",
    summary: "The value of a label has not the format that the project's schema gives it.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3058"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Label], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let formats = &analysis.inputs.options.label_schema.formats;
    if formats.is_empty() {
        return;
    }
    for label in labels_of(&analysis.model, info) {
        let Some(format) = formats.get(&label.name) else { continue };
        let Some(word) = label.value else { continue };
        let value = analysis.model.expand(word, info);
        if !value.unset.is_empty() || format.fits(&value.text) {
            continue;
        }
        let problem = if value.text.is_empty() { "is empty" } else { "has another format" };
        let message = format!("the label {} {problem}; write {}", label.name, format.wanted());
        findings.push(Finding::new(&META, word.range(), message));
    }
}
