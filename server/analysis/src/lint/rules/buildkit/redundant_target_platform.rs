//! ## What it does
//! Finds `FROM --platform=$TARGETPLATFORM`.
//!
//! ## Why it matters
//! It is the default, so the reader looks for a reason that is not there.
//!
//! ## Example
//! ```dockerfile
//! FROM --platform=$TARGETPLATFORM alpine:3.20
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! ```
//!
//! ## Fix
//! Safe: nothing changes.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{BindingOrigin, InstructionInfo};

pub const META: Meta = Meta {
    code: "redundant-target-platform",
    name: "Platform that is the default anyway",
    summary: "--platform=$TARGETPLATFORM says what holds without it.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["RedundantTargetPlatform", "DL3065"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::From], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(flag) = info.syntax.flag("platform") else { return };
    let Some(value) = flag.value else { return };
    let is_redundant = matches!(value.text(), "$TARGETPLATFORM" | "${TARGETPLATFORM}");
    // A file may give the name another meaning with its own ARG.
    let binding = analysis.model.binding("TARGETPLATFORM", info);
    if !is_redundant || binding.is_some_and(|binding| binding.origin != BindingOrigin::Predefined) {
        return;
    }
    let end = info.syntax.image().map_or(flag.range().end(), |image| image.word.range().start());
    let edit = TextEdit::delete(TextRange::new(flag.range().start(), end));
    let fix = Fix::single("Remove the flag", Applicability::Safe, edit);
    let message = "this platform is the default; remove the flag";
    findings.push(Finding::new(&META, flag.range(), message).with_fix(fix));
}
