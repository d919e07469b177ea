//! ## What it does
//! Finds ENV in which a value uses a variable that another pair of the same ENV sets, and nobody
//! before.
//!
//! ## Why it matters
//! All values of an ENV are expanded before any of them is set: the variable is still empty.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! ENV HOME_DIR=/opt/app BIN_DIR=$HOME_DIR/bin
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! ENV HOME_DIR=/opt/app
//! ENV BIN_DIR=$HOME_DIR/bin
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "same-env-reference",
    name: "ENV uses a name that it sets itself",
    summary: "A value of ENV uses a variable that the same ENV sets.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3044", "UndefinedVar"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let pairs = info.syntax.pairs();
    for (at, pair) in pairs.iter().enumerate() {
        let Some(value) = pair.value else { continue };
        let joined = value.joined(analysis.model.escape);
        for variable in value.template(analysis.model.escape).variables() {
            let is_set_here =
                pairs.iter().enumerate().any(|(other, pair)| other != at && pair.key.text() == variable.name);
            if is_set_here && analysis.model.binding(&variable.name, info).is_none() {
                let message =
                    format!("{} is not set yet when this ENV is read; use a second ENV", variable.name);
                findings.push(Finding::new(&META, joined.document_range(variable.range.clone()), message));
            }
        }
    }
}
