//! Build stages in words.

use analysis::Analysis;
use analysis::environment::{Explanation, explain_stage};
use analysis::model::{Base, CopySource, Stage, copy_source};
use analysis::reference::ImageReference;
use syntax::InstructionKind;

use crate::builds;
use crate::describe::Facts;
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
    let built = builds::of_stage(analysis, stage);
    if !built.is_empty() {
        text.push_str(&format!("\n\n{built}"));
    }
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
    } else if built.is_empty() {
        text.push_str("\n\nNothing uses it: it is built only as a target of its own.");
    }
    let environment = environment(analysis, stage);
    if !environment.is_empty() {
        text.push_str(&format!("\n\nAt its end:\n\n{environment}"));
    }
    text
}

/// What a stage holds at its end, with reasons.
fn environment(analysis: &Analysis<'_>, stage: &Stage<'_>) -> String {
    facts_of(analysis, stage, explain_stage(analysis, stage))
}

/// What a stage's instructions have changed of what FROM brings, with reasons; empty for nothing.
pub(crate) fn changes(analysis: &Analysis<'_>, stage: &Stage<'_>) -> String {
    let Some(walked) = analysis.environments().stage(stage.index) else { return String::new() };
    let before = walked.start().explain();
    let mut lines = explain_stage(analysis, stage);
    lines.retain(|line| !before.iter().any(|it| it.subject == line.subject && it.value == line.value));
    lines.retain(|line| line.reason != "the base image sets it");
    let changes = facts_of(analysis, stage, lines);
    if changes.is_empty() { changes } else { format!("At the end of this stage:\n\n{changes}") }
}

fn facts_of(analysis: &Analysis<'_>, stage: &Stage<'_>, lines: Vec<Explanation>) -> String {
    let image = analysis.model.root_base(stage).image();
    let mut facts = Facts::default();
    for line in lines {
        let reason = image.map_or_else(|| line.reason.clone(), |image| without_image(&line.reason, image));
        facts.add(line.subject, format!("{}: {}", escape(&line.value), escape(&reason)));
    }
    facts.markdown()
}

/// A reason beside its image, whose name need not be said again in each line.
fn without_image(reason: &str, image: &ImageReference) -> String {
    let name = image.to_string();
    let reason = reason.replace(&format!("{name}: "), "").replace(&name, "the base image");
    match &image.tag {
        Some(tag) => reason.replace(&format!("the tag says {tag}"), "the tag says so"),
        None => reason,
    }
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
