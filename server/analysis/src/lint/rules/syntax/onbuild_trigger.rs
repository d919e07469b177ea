//! ## What it does
//! Finds ONBUILD followed by ONBUILD, FROM or MAINTAINER.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! ONBUILD ONBUILD RUN true
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ONBUILD RUN true
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "onbuild-trigger",
    name: "Instruction that ONBUILD cannot trigger",
    summary: "ONBUILD cannot trigger ONBUILD, FROM or MAINTAINER.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL3043"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Onbuild], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(trigger) = info.syntax.trigger() else { return };
    let is_forbidden = matches!(
        trigger.kind(),
        InstructionKind::Onbuild | InstructionKind::From | InstructionKind::Maintainer
    );
    let keyword = trigger.keyword().filter(|_| is_forbidden);
    if let Some(keyword) = keyword {
        let message = format!("ONBUILD cannot trigger {}; remove it", trigger.kind().keyword());
        findings.push(Finding::new(&META, keyword.range, message));
    }
}
