//! ## What it does
//! Finds shell text that is too large, or nested too deeply, to be read as a shell reads it.
//!
//! ## Why it matters
//! Nothing inside of such a text is checked, and what it installs is missing from the sizes. It is mostly
//! generated; a file that COPY brings along is easier to read, and a change of it rebuilds no less.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! RUN echo {300 KiB}
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! COPY generated.sh /tmp/
//! RUN sh /tmp/generated.sh
//! ```
//! (`{300 KiB}` stands for that much text in continued lines. Texts from 256 KiB on are not read, nor are those
//! with more than 200 brackets inside of each other, commands in one pipeline or heredocs.)
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use crate::size::human;

pub const META: Meta = Meta {
    code: "script-not-read",
    name: "Shell text beyond what is read",
    summary: "A shell text is too large or too deep to be read.",
    category: Category::Shell,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if !info.script().unread {
        return;
    }
    let bytes = human(u64::from(u32::from(info.syntax.range().len())));
    let message = format!(
        "this shell text ({bytes}) is too large or too deep to be read, and nothing in it is checked or sized; put it into a file and COPY that"
    );
    findings.push(Finding::new(&META, keyword_range(info), message));
}
