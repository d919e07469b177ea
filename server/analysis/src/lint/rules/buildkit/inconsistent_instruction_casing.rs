//! ## What it does
//! Finds keywords that are neither upper nor lower case, or not in the case that most keywords of the
//! file have.
//!
//! ## Why it matters
//! The build does not care. Readers do, and BuildKit warns.
//!
//! ## Example
//! ```dockerfile
//! FROM alpine:3.20
//! Run apk add --no-cache curl
//! ```
//! Use instead:
//! ```dockerfile
//! FROM alpine:3.20
//! RUN apk add --no-cache curl
//! ```
//!
//! ## Fix
//! Safe: keywords have no case.

use syntax::{Applicability, Fix, InstructionKind, TextEdit};
use syntax::ast::Token;

use crate::Analysis;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "inconsistent-instruction-casing",
    name: "Keywords in mixed case",
    summary: "A keyword is written in another case than most of the file.",
    category: Category::Buildkit,
    severity: Severity::Info,
    on_by_default: true,
    aliases: &["ConsistentInstructionCasing"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::File(check);

fn check(analysis: &Analysis<'_>, findings: &mut Findings) {
    let in_stages = || analysis.model.instructions.iter().filter(|info| info.stage.is_some());
    let keywords: Vec<Token<'_>> = in_stages()
        .filter(|info| info.kind() != InstructionKind::Unknown)
        .filter_map(|info| info.syntax.keyword())
        .collect();
    let is_lower = |text: &str| text == text.to_ascii_lowercase();
    let is_upper = |text: &str| text == text.to_ascii_uppercase();
    let lower = keywords.iter().filter(|keyword| is_lower(keyword.text)).count();
    let upper = keywords.iter().filter(|keyword| is_upper(keyword.text)).count();
    for keyword in keywords {
        let wanted = match lower > upper {
            true => keyword.text.to_ascii_lowercase(),
            false => keyword.text.to_ascii_uppercase(),
        };
        if keyword.text == wanted {
            continue;
        }
        let message = format!("{} differs in case from most keywords here; write {wanted}", keyword.text);
        let fix = Fix::single(
            format!("Change to {wanted}"),
            Applicability::Safe,
            TextEdit::replace(keyword.range, wanted),
        );
        findings.push(Finding::new(&META, keyword.range, message).with_fix(fix));
    }
}
