//! ## What it does
//! Finds `COPY --from` of a stage that begins with scratch and into which nothing is copied.
//!
//! ## Why it matters
//! There is nothing to copy, so the build fails.
//!
//! ## Example
//! ```dockerfile
//! FROM scratch AS files
//! LABEL a=b
//! FROM debian:bookworm
//! COPY --from=files /a /b
//! ```
//! Use instead:
//! ```dockerfile
//! FROM scratch AS files
//! COPY a /a
//! FROM debian:bookworm
//! COPY --from=files /a /b
//! ```
//!
//! ## Fix
//! None.

use syntax::InstructionKind;

use crate::Analysis;
use crate::lint::support::stages::from_references;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::{Base, CopySource, InstructionInfo};

pub const META: Meta = Meta {
    code: "copy-from-empty-stage",
    name: "Copy from an empty stage",
    summary: "--from names a stage from scratch that holds nothing.",
    category: Category::Practice,
    severity: Severity::Warning,
    on_by_default: true,
    aliases: &[],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Copy], check);

fn check(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    for reference in from_references(&analysis.model, info) {
        let CopySource::Stage(index) = reference.source else { continue };
        let Some(stage) = analysis.model.stages.get(index) else { continue };
        let has_content = analysis.model.ancestry(stage).any(|ancestor| {
            analysis.model.stage_instructions(ancestor).iter().any(|info| info.kind().makes_layer())
        });
        // Of `FROM binary-${CHOICE}` the build may choose another one.
        let is_chosen = analysis.model.ancestry(stage).any(|ancestor| {
            let image = analysis.model.instructions[ancestor.from].syntax.image();
            image.is_some_and(|image| image.word.text().contains('$'))
        });
        if *analysis.model.root_base(stage) == Base::Scratch && !has_content && !is_chosen {
            let message = format!("stage {} is empty; copy something into it first", reference.name);
            findings.push(Finding::new(&META, reference.range, message));
        }
    }
}
