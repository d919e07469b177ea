//! ## What it does
//! Finds variables in ENV, COPY, WORKDIR and other instructions that no ARG or ENV before them sets,
//! nor the base image.
//!
//! ## Why it matters
//! BuildKit puts nothing in their place: `/home/$USER/app` becomes `/home//app`. `HOME` is such a
//! variable, too: it exists only while a RUN runs.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm-slim
//! ENV PATH=$TOOLS/bin:$PATH
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm-slim
//! ENV TOOLS=/opt/tools
//! ENV PATH=$TOOLS/bin:$PATH
//! ```
//!
//! ## Fix
//! Unsafe: a variable of a similar name is put in its place. Where the base image is not known, the
//! finding is a mere hint.

use syntax::expansion::Operator;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::expandable::expandable;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{BindingOrigin, InstructionInfo};
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "undefined-variable",
    name: "Variable that nobody sets",
    summary: "A variable is used that neither the file nor the base image sets.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["UndefinedVar"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(
    &[
        InstructionKind::Env,
        InstructionKind::Label,
        InstructionKind::Arg,
        InstructionKind::Copy,
        InstructionKind::Add,
        InstructionKind::Workdir,
        InstructionKind::User,
        InstructionKind::Volume,
        InstructionKind::Stopsignal,
        InstructionKind::Run,
    ],
    check,
);

/// ARGs that BuildKit reads but never puts into the environment.
const NOT_IN_ENVIRONMENT: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(stage) = analysis.model.stage_of(info).filter(|_| !info.is_trigger) else { return };
    let base_is_known = analysis.model.base_environment_of(stage).is_some_and(|base| base.is_complete);
    let mut reported: Vec<String> = Vec::new();
    for text in expandable(&analysis.model, info) {
        for variable in text.template.variables() {
            let name = &variable.name;
            if name.is_empty() || reported.contains(name) || is_defined(analysis, info, name) {
                continue;
            }
            reported.push(name.clone());
            let range = text.range(variable.range.clone());
            // A fallback in the same place shows that the writer knows.
            let has_fallback = variable.modifier.as_ref().is_some_and(|modifier| {
                matches!(modifier.operator, Operator::Default | Operator::Alternative)
            });
            let severity = match (has_fallback, base_is_known || *name == "HOME") {
                (true, _) => Severity::Hint,
                (false, true) => Severity::Warning,
                (false, false) => Severity::Info,
            };
            let finding =
                Finding::new(&META, range, message(name, base_is_known, has_fallback, text.is_heredoc));
            findings.push(finding.with_severity(severity).with_fixes(fix(analysis, info, name)));
        }
    }
}

/// Set before this instruction. A proxy is there for RUN alone, so ENV and its like do not see it.
fn is_defined(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, name: &str) -> bool {
    let binding = analysis.model.binding(name, info);
    // ARG reads its pairs one by one; for ENV see `same-env-reference`.
    let takes_pairs = matches!(info.kind(), InstructionKind::Arg | InstructionKind::Env);
    let others = || info.syntax.pairs().into_iter().filter(|pair| pair.key.text() == name);
    let uses_itself = || others().any(|pair| pair.value.is_some_and(|value| value.text().contains(name)));
    let is_in_same = takes_pairs && others().next().is_some() && !uses_itself();
    is_in_same
        || NOT_IN_ENVIRONMENT.contains(&name)
        || binding.is_some_and(|binding| binding.origin != BindingOrigin::Predefined)
}

fn message(name: &str, base_is_known: bool, has_fallback: bool, in_heredoc: bool) -> String {
    if in_heredoc {
        return format!(
            "{name} is not set and comes to nothing; quote the delimiter to keep it as it stands"
        );
    }
    match (name, base_is_known, has_fallback) {
        (_, _, true) => format!("{name} is never set before; the other value is always taken"),
        ("HOME", ..) => "HOME is not set outside of RUN and comes to nothing; write the path".to_owned(),
        (_, true, _) => format!("{name} is not set and comes to nothing; declare it with ARG or ENV"),
        (_, false, _) => format!("{name} is not set in this file; the base image must set it"),
    }
}

/// Puts a name that is known in the place of this one, everywhere in the instruction. A name that the
/// instruction itself sets is meant.
fn fix(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, name: &str) -> Option<Fix> {
    if info.syntax.pairs().iter().any(|pair| pair.key.text() == name) {
        return None;
    }
    let visible = analysis.model.visible_variables(info);
    let known = nearest(name, visible.iter().map(String::as_str).filter(|known| known.len() > 2))?;
    let texts = expandable(&analysis.model, info);
    let places = texts.iter().flat_map(|text| {
        let uses = text.template.variables().into_iter().filter(|variable| variable.name == name);
        uses.map(|variable| text.range(variable.name_range.clone()))
    });
    let edits = places.map(|place| TextEdit::replace(place, known)).collect();
    Fix::new(format!("Change to {known}"), Applicability::Unsafe, edits)
}
