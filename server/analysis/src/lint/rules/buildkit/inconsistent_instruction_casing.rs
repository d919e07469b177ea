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

use crate::Analysis;
use crate::lint::support::marks::Mark;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;

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
    let counted =
        |info: &&InstructionInfo<'_>| info.stage.is_some() && info.kind() != InstructionKind::Unknown;
    let instructions = || analysis.model.instructions.iter().filter(counted);
    let count = |letters| instructions().filter(|info| info.has(letters)).count();
    let is_lower = count(Mark::UpperKeyword) < count(Mark::LowerKeyword);
    let differs = if is_lower { Mark::UpperKeyword } else { Mark::LowerKeyword };
    let fold = if is_lower { str::to_ascii_lowercase } else { str::to_ascii_uppercase };
    for info in instructions().filter(|info| info.has(differs)) {
        let Some(keyword) = info.syntax.keyword() else { continue };
        let wanted = fold(keyword.text);
        // AS goes with its FROM.
        let words = std::iter::once(keyword).chain(info.syntax.as_keyword());
        let edits = words.map(|word| TextEdit::replace(word.range, fold(word.text))).collect();
        let fix = Fix::new(format!("Change to {wanted}"), Applicability::Safe, edits);
        let message = format!("{} differs in case from most keywords here; write {wanted}", keyword.text);
        findings.push(Finding::new(&META, keyword.range, message).with_fixes(fix));
    }
}
