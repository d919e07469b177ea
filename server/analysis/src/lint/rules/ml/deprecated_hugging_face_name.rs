//! ## What it does
//! Finds deprecated HF variables in ENV and ARG, and the command huggingface-cli.
//!
//! ## Why it matters
//! Newer releases no longer read the old variables, and then download to another place. huggingface-
//! cli is now called hf.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.11-slim
//! ENV TRANSFORMERS_CACHE=/models
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.11-slim
//! ENV HF_HOME=/models
//! ```
//!
//! ## Fix
//! Unsafe: the new name; the folder below it may be laid out differently.

use crate::Analysis;
use crate::lint::FindingTag;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use knowledge::env_variables::find;
use syntax::{Applicability, Fix, InstructionKind, TextEdit};

pub const META: Meta = Meta {
    code: "deprecated-hugging-face-name",
    name: "Old name of a Hugging Face setting",
    summary: "A variable or command of the Hugging Face libraries was renamed and is on its way out.",
    category: Category::Ml,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ML38"],
    fix: Some(Applicability::Unsafe),
};

pub const CHECK: Check =
    Check::Instruction(&[InstructionKind::Env, InstructionKind::Arg, InstructionKind::Run], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let pairs = info.syntax.pairs();
    for pair in &pairs {
        let name = pair.key.text();
        let Some(instead) = find(name)
            .filter(|known| known.subject == "hf" && !known.is_secret())
            .and_then(|known| known.instead)
        else {
            continue;
        };
        let message = format!("{name} is deprecated; use {instead}");
        let has_both = analysis.model.definitions().iter().any(|definition| *definition.name == *instead);
        let fix = (!has_both).then(|| {
            let edit = TextEdit::replace(pair.key.range(), instead);
            Fix::single(format!("Rename to {instead}"), Applicability::Unsafe, edit)
        });
        let finding = Finding::new(&META, pair.key.range(), message).with_fixes(fix);
        // Beside the new name the old one serves older releases.
        findings.push(finding.with_tag(FindingTag::Deprecated).with_severity(if has_both {
            Severity::Hint
        } else {
            Severity::Info
        }));
    }
    for command in info.commands() {
        let Some(found) = command.invocation().filter(|found| found.program == "huggingface-cli") else {
            continue;
        };
        let message = "huggingface-cli is deprecated; the command is now hf";
        findings.push(
            Finding::new(&META, found.word.range.at(info.start()), message).with_tag(FindingTag::Deprecated),
        );
    }
}
