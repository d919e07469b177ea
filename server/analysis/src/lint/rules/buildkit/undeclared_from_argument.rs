//! ## What it does
//! Finds variables in FROM that no ARG above the first FROM declares.
//!
//! ## Why it matters
//! FROM sees only those arguments. An ARG inside a stage does not count, and neither does ENV.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:${VERSION}
//! ```
//! Use instead:
//! ```dockerfile
//! ARG VERSION=3.20
//! FROM alpine:${VERSION}
//! ```
//!
//! ## Fix
//! Unsafe: a declared argument of a similar name is put in its place.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::spelling::nearest;

pub const META: Meta = Meta {
    code: "undeclared-from-argument",
    name: "FROM uses an argument that is not declared",
    summary: "FROM uses a variable that no ARG before the first FROM declares.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["UndefinedArgInFrom"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let image = info.syntax.image().map(|image| image.word);
    let platform = info.syntax.flag("platform").and_then(|flag| flag.value);
    for word in image.into_iter().chain(platform) {
        let joined = word.joined(analysis.model.escape);
        for variable in word.template(analysis.model.escape).variables() {
            if analysis.model.binding(&variable.name, info).is_some() {
                continue;
            }
            let name = &variable.name;
            let known = analysis.model.visible_variables(info);
            let similar = nearest(name, known.iter().map(String::as_str));
            let message = match similar {
                Some(similar) => {
                    format!("{name} is not declared before the first FROM; did you mean {similar}?")
                }
                None => format!("{name} is not declared before the first FROM; add ARG {name} there"),
            };
            let fix = similar.map(|similar| {
                let range = joined.document_range(variable.name_range.clone());
                Fix::single(
                    format!("Change to {similar}"),
                    Applicability::Unsafe,
                    TextEdit::replace(range, similar),
                )
            });
            let range = joined.document_range(variable.range.clone());
            findings.push(Finding::new(&META, range, message).with_fixes(fix));
        }
    }
}
