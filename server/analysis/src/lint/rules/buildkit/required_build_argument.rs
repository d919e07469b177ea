//! ## What it does
//! Finds FROM whose image is empty or no valid name while ARGs without a default have no value.
//!
//! ## Why it matters
//! `docker build` without `--build-arg` fails. Where that is meant, leave it.
//!
//! ## Example
//! ```dockerfile
//! ARG BASE_IMAGE
//! FROM ${BASE_IMAGE}
//! ```
//! Use instead:
//! ```dockerfile
//! ARG BASE_IMAGE=debian:bookworm-slim
//! FROM ${BASE_IMAGE}
//! ```
//!
//! ## Fix
//! None.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{BindingOrigin, Stage};
use crate::reference::ImageReference;

pub const META: Meta = Meta {
    code: "required-build-argument",
    name: "The build needs an argument",
    summary: "FROM rests on an ARG without a default, so a build without --build-arg fails.",
    category: Category::Buildkit,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["InvalidDefaultArgInFrom"],
    fix: None,
};

pub const CHECK: Check = Check::Stage(check);

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let info = &analysis.model.instructions[stage.from];
    let Some(word) = info.syntax.image().map(|image| image.word) else { return };
    let template = word.template(analysis.model.escape);
    let value = |name: &str| analysis.model.binding(name, info).and_then(|binding| binding.value);
    let without_arguments = syntax::expansion::expand(&template, &value);
    let is_declared = |name: &String| {
        analysis.model.binding(name, info).is_some_and(|binding| binding.origin != BindingOrigin::Predefined)
    };
    let missing: Vec<&String> = without_arguments.unset.iter().filter(|name| is_declared(name)).collect();
    let Some(first) = missing.first() else { return };
    // Empty parts may still make a valid name, as in `alpine${SUFFIX}:3`.
    if ImageReference::parse(&without_arguments.text).is_some() {
        return;
    }
    let message = format!("the build needs --build-arg {first}=…; give {first} a default if it should not");
    findings.push(Finding::new(&META, word.range(), message));
}
