//! ## What it does
//! Finds variables without quotes among the arguments of commands in RUN.
//!
//! ## Why it matters
//! A value with a blank becomes two words, and `*` in it matches files. Off by default: in a build the
//! values are usually known.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN rm -rf $TARGET/build
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN rm -rf "$TARGET/build"
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "unquoted-expansion",
    name: "Expansion without quotes",
    summary: "A variable stands without quotes where a blank in it would split the word.",
    category: Category::Shell,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["SC2086"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Run], check);

/// Variables that never hold blanks.
const NUMBERS: [&str; 6] = ["$#", "$?", "$$", "$!", "$UID", "$(("];

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for command in info.commands() {
        let is_test = command
            .name
            .as_ref()
            .is_some_and(|name| matches!(name.value.as_str(), "[[" | "export" | "local"));
        for word in command.args.iter().filter(|_| !is_test) {
            let is_expanded = !word.is_literal && !word.is_quoted && word.value.contains('$');
            let is_number = NUMBERS.iter().any(|number| word.value.starts_with(number));
            if is_expanded && !is_number && !word.value.starts_with("$(") {
                let message = format!("{} is split at blanks; put it in double quotes", word.value);
                findings.push(Finding::new(&META, word.range.at(info.start()), message));
            }
        }
    }
}
