//! ## What it does
//! Finds `EXPOSE 80:8080` and `EXPOSE 127.0.0.1:80:8080`.
//!
//! ## Why it matters
//! EXPOSE only documents ports of the container; `docker run -p` binds them. BuildKit will refuse the
//! form in a later release.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 80:8080
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 8080
//! ```
//!
//! ## Fix
//! Safe: BuildKit ignores the host's part.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "expose-host-form",
    name: "Host address or port in EXPOSE",
    summary: "EXPOSE names an address or port of the host, which it cannot bind.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["ExposeInvalidFormat"],
    fix: Some(Applicability::Safe),
};

use crate::lint::support::ports;

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Expose], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for word in info.syntax.words() {
        let Ok(port) = ports::parse(word.text()) else { continue };
        if !port.names_host {
            continue;
        }
        let protocol = if port.protocol.is_empty() { String::new() } else { format!("/{}", port.protocol) };
        let wanted = format!("{}{protocol}", port.container);
        let message = format!("EXPOSE cannot bind the host; write {wanted}");
        let fix = Fix::single(
            format!("Change to {wanted}"),
            Applicability::Safe,
            TextEdit::replace(word.range(), wanted),
        );
        findings.push(Finding::new(&META, word.range(), message).with_fix(fix));
    }
}
