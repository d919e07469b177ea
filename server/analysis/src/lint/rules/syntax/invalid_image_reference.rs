//! ## What it does
//! Finds references in FROM that are empty after expansion, or that are not
//! `[HOST[:PORT]/]PATH[:TAG][@DIGEST]` in lower case.
//!
//! ## Why it matters
//! BuildKit refuses the file: `invalid reference format`.
//!
//! ## Example
//! ```dockerfile
//! FROM Alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! Safe: offered for the name of a stage in capital letters; the file does not build as it is.

use syntax::{Applicability, Fix, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{Base, Stage};
use crate::reference::ImageReference;

pub const META: Meta = Meta {
    code: "invalid-image-reference",
    name: "Image reference that Docker refuses",
    summary: "FROM names no image, or one that is not written as Docker wants it.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let info = &analysis.model.instructions[stage.from];
    let Some(word) = info.syntax.image().map(|image| image.word) else { return };
    // What is rendered first is said once, by `template-line`, where a line of its own shows it.
    if word.text().contains("{{") && analysis.model.instructions.iter().any(|it| it.syntax.is_template()) {
        return;
    }
    let template = word.template(analysis.model.escape);
    if template.error.is_some() {
        return;
    }
    let value = |name: &str| analysis.model.binding(name, info).and_then(|binding| binding.value);
    let expanded = syntax::expansion::expand(&template, &value);
    // A declared argument without a value is one that the build must give.
    if expanded.unset.iter().any(|name| analysis.model.binding(name, info).is_some()) {
        return;
    }
    let text = expanded.text;
    let is_known =
        matches!(stage.base, Base::Stage(_) | Base::Scratch) || ImageReference::parse(&text).is_some();
    // BuildKit folds the name of a stage where it is declared, but not where FROM uses it.
    if matches!(stage.base, Base::Stage(_)) && text.bytes().any(|b| b.is_ascii_uppercase()) {
        let wanted = text.to_ascii_lowercase();
        let message = format!("FROM finds stages in lower case only; write {wanted}");
        let edit = TextEdit::replace(word.range(), wanted.clone());
        let fix = (word.text() == text)
            .then(|| Fix::single(format!("Change to {wanted}"), Applicability::Safe, edit));
        findings.push(Finding::new(&META, word.range(), message).with_fixes(fix));
        return;
    }
    let message = match (text.is_empty(), text.bytes().any(|b| b.is_ascii_uppercase())) {
        _ if is_known => return,
        (true, _) => "the image comes to nothing; give the variable a default with ARG".to_owned(),
        (false, true) => format!("{text} is no image reference; write it in lower case"),
        (false, false) => format!("{text} is no image reference; write [HOST/]PATH[:TAG]"),
    };
    findings.push(Finding::new(&META, word.range(), message));
}
