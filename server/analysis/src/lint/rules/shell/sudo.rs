//! ## What it does
//! Finds `sudo` in RUN.
//!
//! ## Why it matters
//! A build can become root with USER root. sudo changes the environment, may ask for a password and
//! leaves a way to root in the image.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN sudo apt-get update
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN apt-get update
//! ```
//!
//! ## Fix
//! Unsafe: sudo may run the command as another user or with another environment. Offered where the
//! build is root anyway and sudo has no options.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "sudo",
    name: "sudo in a build",
    summary: "sudo is of no use in a build, which runs as root until USER says otherwise.",
    category: Category::Shell,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["DL3004"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for command in info.commands() {
        let Some(name) = command.name.as_ref().filter(|name| name.value == "sudo") else { continue };
        let range = name.range.at(info.start());
        let is_root = info.user().is_none_or(|user| matches!(user, "root" | "0"));
        let next = command.args.first().filter(|word| is_root && !word.value.starts_with('-'));
        let fix = next.map(|word| {
            let end = word.range.at(info.start()).start();
            let edit = TextEdit::delete(TextRange::new(range.start(), end));
            Fix::single("Remove sudo", Applicability::Unsafe, edit)
        });
        let message = "sudo is not needed in a build; remove it, or switch with USER";
        findings.push(Finding::new(&META, range, message).with_fixes(fix));
    }
}
