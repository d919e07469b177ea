//! ## What it does
//! Finds `ENV name value` and `LABEL name value`.
//!
//! ## Why it matters
//! The old form takes the whole rest of the line as one value, so a second pair silently becomes part
//! of the first. BuildKit warns.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! ENV GREETING hello world
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ENV GREETING="hello world"
//! ```
//!
//! ## Fix
//! Safe: the value is quoted so that it stays the same.

use syntax::ast::Word;
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "legacy-key-value",
    name: "ENV or LABEL without an equals sign",
    summary: "ENV or LABEL uses the old form with a blank between name and value.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["LegacyKeyValueFormat"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env, InstructionKind::Label], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for pair in info.syntax.pairs() {
        let Some(value) = pair.value.filter(|_| !pair.has_equals) else { continue };
        if info.syntax.pairs().len() > 1 || pair.key.text().is_empty() {
            continue;
        }
        let (keyword, key) = (info.kind().keyword(), pair.key.text());
        let message = format!("old form without an equals sign; write {keyword} {key}=value");
        let range = TextRange::new(pair.key.range().start(), value.range().end());
        findings.push(Finding::new(&META, range, message).with_fixes(fix(analysis, pair.key, value)));
    }
}

/// Joins key and value with `=`. Continuations stay only where the value needs no quotes.
fn fix(analysis: &Analysis<'_>, key: Word<'_>, value: Word<'_>) -> Option<Fix> {
    let escape = analysis.model.escape;
    let text = value.joined(escape).text().trim_end().to_owned();
    let written = quoted(&text, escape)?;
    let edit =
        TextEdit::replace(TextRange::new(key.range().end(), value.range().end()), format!("={written}"));
    Some(Fix::single("Write with an equals sign", Applicability::Safe, edit))
}

/// The value as one word that means the same. `None` where that cannot be told: half a quote, or
/// an escape character between words.
fn quoted(text: &str, escape: char) -> Option<String> {
    let is_one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    let template = syntax::expansion::parse(text, escape);
    if template.error.is_some() || text.contains('\n') {
        return None;
    }
    if is_one_word || is_quoted_whole(text) {
        return Some(text.to_owned());
    }
    (!text.contains(['"', '\'', escape])).then(|| format!("\"{text}\""))
}

/// One pair of quotes around everything.
fn is_quoted_whole(text: &str) -> bool {
    ['"', '\''].iter().any(|quote| {
        text.len() > 1
            && text
                .strip_prefix(*quote)
                .and_then(|rest| rest.strip_suffix(*quote))
                .is_some_and(|inner| !inner.contains(*quote))
    })
}
