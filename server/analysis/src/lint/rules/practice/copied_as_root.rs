//! ## What it does
//! Finds COPY and ADD without `--chown` after a USER other than root.
//!
//! ## Why it matters
//! USER does not count for COPY: the files belong to root, and the account may not write them. Off by
//! default: often that is meant.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! USER app
//! COPY app.py /srv/
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! USER app
//! COPY --chown=app app.py /srv/
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "copied-as-root",
    name: "Copied files belong to root",
    summary: "COPY after USER without --chown leaves the files to root.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy, InstructionKind::Add], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let Some(user) = info.user().filter(|user| !matches!(user.split(':').next(), Some("root" | "0"))) else {
        return;
    };
    if info.syntax.flag("chown").is_none() {
        let message = format!("the files will belong to root, not to {user}; add --chown={user}");
        findings.push(Finding::new(&META, keyword_range(info), message));
    }
}
