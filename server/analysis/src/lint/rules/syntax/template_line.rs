//! ## What it does
//! Finds the first line with `{{ … }}` or `{% … %}` in the place of an instruction.
//!
//! ## Why it matters
//! BuildKit refuses the file as it is. Once the template is rendered, check the result.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! {{ instructions }}
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN true
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "template-line",
    name: "Line of a template language",
    summary: "The file is a template: a Dockerfile is made from it.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut unknown =
        analysis.model.instructions.iter().filter(|info| info.kind() == InstructionKind::Unknown);
    if let Some(info) = unknown.find(|info| info.syntax.is_template()) {
        let message = "this is a template, no Dockerfile yet; check what is made from it";
        findings.push(Finding::new(&META, info.syntax.range(), message));
    }
}
