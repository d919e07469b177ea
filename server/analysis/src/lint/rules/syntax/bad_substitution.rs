//! ## What it does
//! Finds `${` without `}`, `${}` and unknown modifiers, and quotes that are not closed, in the
//! arguments that BuildKit expands.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! ENV A=${B
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ENV A=${B:-c}
//! ```
//!
//! ## Fix
//! None.

use syntax::expansion::Operator;
use syntax::{InstructionKind, TextRange};

use crate::Analysis;
use crate::lint::support::expandable::expandable;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "bad-substitution",
    name: "Variable or quote that BuildKit cannot read",
    summary: "A substitution or a quote is not closed, or not of a form that BuildKit knows.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&InstructionKind::EVERY, check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if info.is_trigger {
        return;
    }
    let escape = analysis.model.escape;
    let faults = expandable(&analysis.model, info).into_iter().filter_map(|text| {
        let error = text.template.error.clone()?;
        Some((text.range(error.range), error.kind))
    });
    let from = matches!(info.kind(), InstructionKind::From | InstructionKind::Expose);
    let image = info.syntax.image().map(|image| image.word).filter(|_| from);
    let platform = info.syntax.flag("platform").and_then(|flag| flag.value).filter(|_| from);
    let ports = info.syntax.words().into_iter().filter(|_| info.kind() == InstructionKind::Expose);
    let words = image.into_iter().chain(platform).chain(ports).filter_map(|word| {
        let error = word.template(escape).error?;
        Some((word.joined(escape).document_range(error.range), error.kind))
    });
    if let Some((range, kind)) = faults.chain(words).next() {
        findings.push(Finding::new(&META, range, kind.to_string()));
    } else if let Some((range, name)) = unset_but_required(analysis, info) {
        let message = format!("{name} must be set here and is not; declare it with ARG or ENV");
        findings.push(Finding::new(&META, range, message));
    }
}

/// `${NAME:?…}` of a variable that neither the file nor a base image that is known sets.
fn unset_but_required(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<(TextRange, String)> {
    let stage = analysis.model.stage_of(info)?;
    analysis.model.base_environment_of(stage).filter(|base| base.is_complete)?;
    expandable(&analysis.model, info).into_iter().find_map(|text| {
        let mut variables = text.template.variables().into_iter();
        let variable = variables.find(|variable| {
            let is_required =
                variable.modifier.as_ref().is_some_and(|modifier| modifier.operator == Operator::Required);
            is_required && analysis.model.binding(&variable.name, info).is_none()
        })?;
        Some((text.range(variable.range.clone()), variable.name.clone()))
    })
}
