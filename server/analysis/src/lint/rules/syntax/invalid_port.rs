//! ## What it does
//! Finds ports of EXPOSE above 65535, that are no number, or with another protocol than tcp, udp and
//! sctp.
//!
//! ## Why it matters
//! BuildKit refuses the file.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 80/http
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! EXPOSE 80/tcp
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::refusal;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "invalid-port",
    name: "Port that BuildKit refuses",
    summary: "EXPOSE has something that is no port.",
    category: Category::Syntax,
    severity: Severity::Error,
    on_by_default: true,
    aliases: &["DL3011"],
    fix: None,
};

use crate::lint::support::ports;

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Expose], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for word in info.syntax.words() {
        let expanded = analysis.model.expand(word, info);
        if !expanded.unset.is_empty() {
            continue;
        }
        let problem = expanded.text.split_whitespace().find_map(|port| ports::parse(port).err());
        if let Some(problem) = problem {
            findings.push(Finding::new(&META, word.range(), problem).with_severity(refusal(info)));
        }
    }
}
