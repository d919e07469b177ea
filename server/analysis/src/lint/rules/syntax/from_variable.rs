//! ## What it does
//! Finds `COPY --from=$X` and `--mount=from=$X`.
//!
//! ## Why it matters
//! BuildKit refuses the file: `variable expansion is not supported for --from`.
//!
//! ## Example
//! ```dockerfile
//! ARG VERSION=3.20
//! FROM alpine:3.20
//! COPY --from=alpine:${VERSION} /etc/os-release /tmp/
//! ```
//! Use instead:
//! ```dockerfile
//! ARG VERSION=3.20
//! FROM alpine:${VERSION} AS source
//! FROM alpine:3.20
//! COPY --from=source /etc/os-release /tmp/
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::support::stages::from_references;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "from-variable",
    name: "Variable in --from",
    summary: "--from of COPY and from of a mount take no variables.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for reference in from_references(&analysis.model, info) {
        let at = reference.name.find('$');
        if at.is_some_and(|at| at + 1 < reference.name.len()) {
            let message = "variables do not work here; name a stage whose FROM uses the variable";
            let finding = Finding::new(&META, reference.range, message);
            findings.push(finding.with_severity(refusal(info)));
        }
    }
}
