//! Hover: what the thing under the cursor is, in a few plain lines.

mod arguments;
mod comment;
mod offered;
mod shell;
mod value;
mod variable;

use analysis::Analysis;
use analysis::model::{CopySource, InstructionInfo, copy_source};
use knowledge::instructions;
use syntax::ast::{Flag, MountOption};
use syntax::{InstructionKind, TextRange, TextSize};

use crate::builds;
use crate::context::instruction_around;
use crate::describe;
use crate::image_uses::known_source;
use crate::layers;
use crate::stage;

/// A text about a range of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    /// Markdown; text from files and registries is escaped.
    pub markdown: String,
}

impl Hover {
    pub(crate) fn new(range: TextRange, markdown: impl Into<String>) -> Self {
        Self { range, markdown: markdown.into() }
    }
}

/// What stands at an offset; `None` where there is nothing to say.
pub fn hover(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    if let Some(hover) = comment::hover(analysis, offset) {
        return Some(hover);
    }
    let info = instruction_around(analysis, offset)?;
    let info = match info.trigger.as_deref() {
        Some(trigger) if trigger.start() <= offset => trigger,
        _ => info,
    };
    keyword(analysis, info, offset)
        .or_else(|| variable::used(analysis, offset))
        .or_else(|| flag(analysis, info, offset))
        .or_else(|| arguments::hover(analysis, info, offset))
        .or_else(|| shell::hover(analysis, info, offset))
        .or_else(|| offered::hover(analysis, info, offset))
}

/// The instruction's page, with what its layer holds.
fn keyword(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let keyword = info.syntax.keyword().filter(|keyword| keyword.range.contains_inclusive(offset))?;
    let entry = instructions::instruction(keyword.text)?;
    let breakdown = layers::breakdown(analysis, info).unwrap_or_default();
    let text = describe::paragraphs([breakdown, entry.markdown()]);
    Some(Hover::new(keyword.range, text))
}

fn flag(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let flag = info.syntax.flags().into_iter().find(|flag| flag.range().contains_inclusive(offset))?;
    let name = flag.name?;
    let entry = instructions::flag(info.kind().keyword(), name.text);
    if offset <= name.range.end() {
        return Some(Hover::new(TextRange::new(flag.range().start(), name.range.end()), entry?.markdown()));
    }
    if flag.is_mount() {
        return mount(analysis, info, flag, offset);
    }
    let value = flag.value?;
    if name.text == "from" {
        return source(analysis, info, value.range());
    }
    Some(Hover::new(value.range(), entry?.markdown()))
}

fn mount(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    flag: Flag<'_>,
    offset: TextSize,
) -> Option<Hover> {
    let hit = |option: &MountOption<'_>| option.range.contains_inclusive(offset);
    let option = flag.mount_options().into_iter().find(hit)?;
    let key = option.key?;
    let kind =
        flag.mount_option(&["type"]).and_then(|option| option.value).map_or("bind", |value| value.text());
    if key.text() == "type" {
        return Some(Hover::new(option.range, instructions::mount_type(kind)?.markdown()));
    }
    let on_value = option.value.filter(|value| value.range().contains_inclusive(offset));
    if let Some(value) = on_value.filter(|_| key.text() == "from") {
        return source(analysis, info, value.range());
    }
    Some(Hover::new(option.range, instructions::mount_type(kind)?.child(key.text())?.markdown()))
}

/// The stage or image that a `from` names.
fn source(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, range: TextRange) -> Option<Hover> {
    let name = analysis.source.slice(range);
    // A context of the build stands before stages and images of its name.
    let context = builds::context(analysis, name);
    if !context.is_empty() {
        return Some(Hover::new(range, context));
    }
    let text = match copy_source(&analysis.model, name, info.stage?) {
        CopySource::Stage(index) => stage::describe(analysis, analysis.model.stages.get(index)?),
        CopySource::Image(image) => describe::image(&image, &analysis.inputs),
        CopySource::Unknown(_) => match known_source(analysis, name) {
            Some(image) => describe::image(&image, &analysis.inputs),
            None => {
                "No stage of this name stands above: a named context of the build, or an image.".to_owned()
            }
        },
    };
    Some(Hover::new(range, text))
}

/// RUN, COPY, ADD and WORKDIR make layers; FROM brings them.
pub(crate) fn has_size(kind: InstructionKind) -> bool {
    kind == InstructionKind::From || kind.makes_layer()
}

#[cfg(test)]
mod ml_tests;
#[cfg(test)]
mod tests;
