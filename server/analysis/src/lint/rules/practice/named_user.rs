//! ## What it does
//! Finds USER with a name instead of a number.
//!
//! ## Why it matters
//! Kubernetes can only see that an image does not run as root when the user is a number. Off by
//! default.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! USER app
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! USER 1000
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::{rest, rest_range};
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "named-user",
    name: "User by name",
    summary: "USER names an account, which a cluster cannot check for root.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["DL3066"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::User], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let user = rest(info, analysis.model.escape).text().trim_matches(['"', '\'']).to_owned();
    let name = user.split(':').next().unwrap_or_default();
    if !name.is_empty() && !name.contains('$') && !name.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("{name} is a name, which a cluster cannot tell from root; write the number");
        findings.push(Finding::new(&META, rest_range(info), message));
    }
}
