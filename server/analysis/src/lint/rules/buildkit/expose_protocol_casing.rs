//! ## What it does
//! Finds `EXPOSE 80/TCP`.
//!
//! ## Why it matters
//! The build does not care. BuildKit warns.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 80/TCP
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 80/tcp
//! ```
//!
//! ## Fix
//! Safe: BuildKit folds it to lower case anyway.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "expose-protocol-casing",
    name: "Protocol in capital letters",
    summary: "The protocol of EXPOSE is not in lower case.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ExposeProtoCasing"],
    fix: Some(Applicability::Safe),
};

use crate::lint::support::ports;

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Expose], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for word in info.syntax.words() {
        let Ok(port) = ports::parse(word.text()) else { continue };
        let lower = port.protocol.to_ascii_lowercase();
        if port.protocol == lower {
            continue;
        }
        let wanted = word.text().replace(port.protocol, &lower);
        let message = format!("{} is not in lower case; write {lower}", port.protocol);
        let fix = Fix::single(
            format!("Change to {wanted}"),
            Applicability::Safe,
            TextEdit::replace(word.range(), wanted),
        );
        findings.push(Finding::new(&META, word.range(), message).with_fix(fix));
    }
}
