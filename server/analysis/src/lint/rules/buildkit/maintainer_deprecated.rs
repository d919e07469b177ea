//! ## What it does
//! Finds MAINTAINER.
//!
//! ## Why it matters
//! The instruction is deprecated since 2017. A label holds the same, can be read with `docker inspect`
//! and can be overridden.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! MAINTAINER Jo Doe <jo@example.org>
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! LABEL org.opencontainers.image.authors="Jo Doe <jo@example.org>"
//! ```
//!
//! ## Fix
//! Safe: the author moves from one field of the image's metadata to a label.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::support::arguments::{keyword_range, rest};
use crate::lint::{Category, Check, Finding, FindingTag, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "maintainer-deprecated",
    name: "MAINTAINER is deprecated",
    summary: "MAINTAINER is deprecated in favour of a label.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["MaintainerDeprecated", "DL4000"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Maintainer], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let author = rest(info, analysis.model.escape).text().trim().to_owned();
    let message = "MAINTAINER is deprecated; use LABEL org.opencontainers.image.authors";
    let finding = Finding::new(&META, keyword_range(info), message).with_tag(FindingTag::Deprecated);
    findings.push(finding.with_fixes(fix(info, &author)));
}

fn fix(info: &InstructionInfo<'_>, author: &str) -> Option<Fix> {
    let inner = author.trim_matches('"');
    if author.is_empty() || inner.contains(['"', '\\', '$', '`', '\n']) {
        return None;
    }
    let edit =
        TextEdit::replace(info.syntax.range(), format!("LABEL org.opencontainers.image.authors=\"{inner}\""));
    Some(Fix::single("Change to a label", Applicability::Safe, edit))
}
