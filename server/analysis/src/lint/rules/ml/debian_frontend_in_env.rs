//! ## What it does
//! Finds ENV DEBIAN_FRONTEND.
//!
//! ## Why it matters
//! apt then asks nothing in the running container and in images built on this one either. ARG counts
//! for the build of the stage alone.
//!
//! ## Example
//! ```dockerfile
//! FROM ubuntu:24.04
//! ENV DEBIAN_FRONTEND=noninteractive
//! RUN apt-get update
//! ```
//! Use instead:
//! ```dockerfile
//! FROM ubuntu:24.04
//! ARG DEBIAN_FRONTEND=noninteractive
//! RUN apt-get update
//! ```
//!
//! ## Fix
//! Unsafe: stages that are built FROM this one have to declare it themselves.

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

pub const META: Meta = Meta {
    code: "debian-frontend-in-env",
    name: "DEBIAN_FRONTEND stays in the image",
    summary: "ENV DEBIAN_FRONTEND acts on whoever runs the image, too.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["ML43"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Env], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let pairs = info.syntax.pairs();
    let Some(pair) = pairs.iter().find(|pair| pair.key.text() == "DEBIAN_FRONTEND") else { return };
    let message = "DEBIAN_FRONTEND stays set when the image runs; use ARG";
    let keyword = info.syntax.keyword().filter(|_| pairs.len() == 1 && pair.has_equals);
    let fix = keyword.map(|keyword| {
        Fix::single("Change ENV to ARG", Applicability::Unsafe, TextEdit::replace(keyword.range, "ARG"))
    });
    findings.push(Finding::new(&META, pair.key.range(), message).with_fixes(fix));
}
