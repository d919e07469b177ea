//! Build stages in words.

use analysis::Analysis;
use analysis::model::{Base, CopySource, Stage, copy_source};
use syntax::InstructionKind;

use crate::markdown::{code, escape, join_words};

/// What a stage is built on, and who uses it.
pub(crate) fn describe(analysis: &Analysis<'_>, stage: &Stage<'_>) -> String {
    let model = &analysis.model;
    let base = match &stage.base {
        Base::Scratch => "nothing (`scratch`)".to_owned(),
        Base::Stage(index) => format!("stage {}", code(&model.stages[*index].label())),
        Base::Image(image) => code(&image.to_string()),
        Base::Unresolved { missing } => {
            let names: Vec<String> = missing.iter().map(|name| code(name)).collect();
            format!("an image that needs a value for {}", join_words(&names))
        }
        Base::Invalid(text) => format!("{}, which is no image reference", code(text)),
        Base::Missing => "no image yet".to_owned(),
    };
    let steps = stage.instructions.len().saturating_sub(1);
    let mut text = format!("**Stage {}**, built from {base}; {steps} instructions.", escape(&stage.label()));
    let users = users(analysis, stage);
    if !users.is_empty() {
        text.push_str(&format!("\n\nUsed by {}.", join_words(&users)));
    } else if analysis
        .model
        .target_stage(analysis.inputs.options.target.as_deref())
        .map(|target| target.index)
        == Some(stage.index)
    {
        text.push_str("\n\nThis stage is what the build gives.");
    } else {
        text.push_str("\n\nNothing uses it: it is built only as a target of its own.");
    }
    text
}

/// Stages that are built from it or copy from it.
fn users(analysis: &Analysis<'_>, stage: &Stage<'_>) -> Vec<String> {
    let model = &analysis.model;
    let uses = |other: &&Stage<'_>| {
        other.base == Base::Stage(stage.index)
            || model.stage_instructions(other).iter().any(|info| {
                let from = info.syntax.flag("from").and_then(|flag| flag.value).into_iter();
                let mounts =
                    info.syntax.mounts().into_iter().filter_map(|mount| mount.mount_option(&["from"])?.value);
                let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Run);
                copies
                    && from.chain(mounts).any(|word| {
                        copy_source(model, word.text(), other.index) == CopySource::Stage(stage.index)
                    })
            })
    };
    model
        .stages
        .iter()
        .filter(|other| other.index > stage.index)
        .filter(uses)
        .map(|other| code(&other.label()))
        .collect()
}
