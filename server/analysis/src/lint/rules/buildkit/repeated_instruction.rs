//! ## What it does
//! Finds a CMD, ENTRYPOINT or HEALTHCHECK that a later one of the same stage replaces.
//!
//! ## Why it matters
//! Only the last one counts; the first is dead text that readers may take for the truth.
//!
//! ## Example
//! ```dockerfile
//! FROM python:3.12-slim
//! CMD ["python", "old.py"]
//! CMD ["python", "new.py"]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM python:3.12-slim
//! CMD ["python", "new.py"]
//! ```
//!
//! ## Fix
//! Safe: the instruction has no effect.

use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange, TextSize};

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, FindingTag, Findings, Meta, Severity};
use crate::model::{InstructionInfo, Stage};

pub const META: Meta = Meta {
    code: "repeated-instruction",
    name: "Only the last of several takes effect",
    summary: "CMD, ENTRYPOINT or HEALTHCHECK stands twice in a stage.",
    category: Category::Buildkit,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &["MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Stage(check);

const ONCE: [InstructionKind; 3] =
    [InstructionKind::Cmd, InstructionKind::Entrypoint, InstructionKind::Healthcheck];

fn check(analysis: &Analysis<'_>, stage: &Stage<'_>, findings: &mut Findings) {
    let instructions = analysis.model.stage_instructions(stage);
    for kind in ONCE {
        let same: Vec<&InstructionInfo<'_>> =
            instructions.iter().filter(|info| info.kind() == kind).collect();
        for pair in same.windows(2) {
            let name = kind.keyword();
            let message = format!("a later {name} replaces this one; remove it");
            let finding = Finding::new(&META, keyword_range(pair[0]), message)
                .with_related(keyword_range(pair[1]), format!("this {name} takes its place"))
                .with_tag(FindingTag::Unnecessary);
            findings.push(finding.with_fix(fix(analysis, pair[0])));
        }
    }
}

/// Deletes the instruction with its line break.
fn fix(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Fix {
    let range = info.syntax.range();
    let after = &analysis.source.text()[usize::from(range.end())..];
    let rest = after.find('\n').map_or(after.len(), |newline| newline + 1);
    let end = range.end() + TextSize::new(u32::try_from(rest).unwrap_or_default());
    let edit = TextEdit::delete(TextRange::new(range.start(), end));
    Fix::single(format!("Remove the first {}", info.kind().keyword()), Applicability::Safe, edit)
}
