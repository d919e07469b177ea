//! ## What it does
//! Passes on what [shellcheck](https://www.shellcheck.net) says about the scripts of RUN, heredocs
//! included, at their places in the Dockerfile and under shellcheck's own ids (`SC2046`).
//!
//! It is asked only where the setting `shellcheck.enabled` says so and a `shellcheck` program is
//! found. The script goes to its standard input; it runs in an empty folder, without a configuration,
//! and has five seconds. Scripts for PowerShell and other interpreters are left alone. What a rule of
//! our own reports at the same place under the same id is not said twice.
//!
//! ## Why it matters
//! shellcheck knows hundreds of ways in which a shell does something else than meant.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:bookworm
//! RUN rm $(cat list.txt)
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:bookworm
//! RUN xargs rm < list.txt
//! ```
//!
//! ## Fix
//! Unsafe: shellcheck's own rewrite, where it has one; quotes around a variable keep blanks together
//! that may have been meant to separate words.
//!
//! A single id is switched off like a rule of its own: `SC2046 = "off"` in the settings,
//! `# hadolint ignore=SC2046` or `# shellcheck disable=SC2046` above the instruction.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use crate::Analysis;
use crate::facts::{ScriptComment, ScriptLevel};
use crate::lint::support::base_shell::{BaseShell, base_shell};
use crate::lint::support::posix_script::PosixScript;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

pub const META: Meta = Meta {
    code: "shellcheck",
    name: "What shellcheck says",
    summary: "Passes on the findings of a shellcheck program about RUN, where the settings ask for them.",
    category: Category::Shell,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check = Check::InstructionInFile(&[InstructionKind::Run], check);

/// About `ash` as a shell, and about files that a script sources, which are in the image.
const NEVER: [u32; 3] = [2187, 1090, 1091];
/// Not in dash, but in busybox: `[[`, `==`, `echo -e`, `source`.
const KNOWN_TO_BUSYBOX: [u32; 4] = [3010, 3014, 3037, 3046];

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    if !analysis.inputs.options.shellcheck {
        return;
    }
    let Some(script) = PosixScript::of(analysis, info) else { return };
    let comments = analysis.inputs.facts.script_comments(&script.script);
    let Some(comments) = comments.value() else { return };
    let is_busybox = base_shell(analysis, info) == Some(BaseShell::Ash);
    for comment in comments.iter().filter(|comment| !NEVER.contains(&comment.code)) {
        if is_busybox && KNOWN_TO_BUSYBOX.contains(&comment.code) {
            continue;
        }
        let range = |range: &std::ops::Range<usize>| script.document_range(range.clone(), info);
        if let Some(place) = range(&comment.range) {
            findings.push(finding(comment, place).with_fixes(fix(comment, range)));
        }
    }
}

fn finding(comment: &ScriptComment, range: TextRange) -> Finding {
    let severity = match comment.level {
        ScriptLevel::Error => Severity::Error,
        ScriptLevel::Warning => Severity::Warning,
        ScriptLevel::Info => Severity::Info,
        ScriptLevel::Style => Severity::Hint,
    };
    let id = format!("SC{:04}", comment.code);
    Finding::new(&META, range, format!("{id}: {}", comment.message))
        .with_severity(severity)
        .with_foreign_id(id)
}

fn fix(comment: &ScriptComment, place: impl Fn(&std::ops::Range<usize>) -> Option<TextRange>) -> Option<Fix> {
    if comment.replacements.is_empty() {
        return None;
    }
    let edits = comment.replacements.iter().map(|(range, text)| Some(TextEdit::replace(place(range)?, text)));
    let edits = edits.collect::<Option<Vec<_>>>()?;
    Fix::new("Apply shellcheck's rewrite", Applicability::Unsafe, edits)
}
