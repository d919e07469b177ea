//! Names of a file and where they stand: stages, variables, heredocs. What references, highlights,
//! rename and linked editing have in common.

mod uses;
mod variables;

use analysis::Analysis;
use analysis::model::{Base, CopySource, Stage, StageIndex, copy_source};
use syntax::ast::Heredoc;
use syntax::{InstructionKind, TextRange, TextSize};

pub(crate) use uses::variable_uses;
pub(crate) use variables::VariableFamily;

/// Something that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Stage(StageIndex),
    Variable(VariableFamily),
    /// Ranges of the delimiter at the marker and at the end.
    Heredoc(TextRange, TextRange),
}

/// One place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    pub range: TextRange,
    /// The name is given here: AS, ARG, ENV, the marker of a heredoc.
    pub is_definition: bool,
}

/// What the name at an offset belongs to.
pub(crate) fn named_at(analysis: &Analysis<'_>, offset: TextSize) -> Option<Named> {
    stage_at(analysis, offset)
        .map(Named::Stage)
        .or_else(|| heredoc_at(analysis, offset).map(|(start, end)| Named::Heredoc(start, end)))
        .or_else(|| VariableFamily::at(analysis, offset).map(Named::Variable))
}

/// Every place of a name, in document order.
pub(crate) fn occurrences(analysis: &Analysis<'_>, named: &Named) -> Vec<Occurrence> {
    let mut found = match named {
        Named::Stage(index) => stage_occurrences(analysis, *index),
        Named::Variable(family) => family.occurrences(analysis),
        Named::Heredoc(start, end) => vec![
            Occurrence { range: *start, is_definition: true },
            Occurrence { range: *end, is_definition: false },
        ],
    };
    found.sort_by_key(|one| (one.range.start(), !one.is_definition));
    found.dedup();
    found
}

/// Words that may name a stage, with the stage of the instruction in which they stand.
fn stage_words<'m>(
    analysis: &'m Analysis<'_>,
) -> impl Iterator<Item = (TextRange, StageIndex, Option<StageIndex>)> + 'm {
    let model = &analysis.model;
    model.stages.iter().flat_map(move |stage| {
        let from = model.instructions[stage.from].syntax.image().map(|image| image.word.range());
        let base = match &stage.base {
            Base::Stage(index) => Some(*index),
            _ => None,
        };
        let in_from = from.map(|range| (range, stage.index, base));
        in_from.into_iter().chain(copy_words(analysis, stage))
    })
}

fn copy_words<'m>(
    analysis: &'m Analysis<'_>,
    stage: &'m Stage<'_>,
) -> impl Iterator<Item = (TextRange, StageIndex, Option<StageIndex>)> + 'm {
    let model = &analysis.model;
    let instructions = model.stage_instructions(stage).iter();
    let with_triggers = instructions.flat_map(|info| std::iter::once(info).chain(info.trigger.as_deref()));
    with_triggers.flat_map(move |info| {
        let copies = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
        let flag = info.syntax.flag("from").filter(|_| copies).and_then(|flag| flag.value);
        let mounts =
            info.syntax.mounts().into_iter().filter_map(|mount| mount.mount_option(&["from"])?.value);
        let words: Vec<_> = flag.into_iter().chain(mounts).collect();
        words.into_iter().map(move |word| {
            let target = match copy_source(model, word.text(), stage.index) {
                CopySource::Stage(index) => Some(index),
                CopySource::Image(_) | CopySource::Unknown(_) => None,
            };
            (word.range(), stage.index, target)
        })
    })
}

fn stage_at(analysis: &Analysis<'_>, offset: TextSize) -> Option<StageIndex> {
    let named = |stage: &&Stage<'_>| stage.name.is_some_and(|name| name.range.contains_inclusive(offset));
    if let Some(stage) = analysis.model.stages.iter().find(named) {
        return Some(stage.index);
    }
    stage_words(analysis).find(|(range, ..)| range.contains_inclusive(offset))?.2
}

fn stage_occurrences(analysis: &Analysis<'_>, index: StageIndex) -> Vec<Occurrence> {
    let stage = &analysis.model.stages[index];
    let own = stage.name.map(|name| Occurrence { range: name.range, is_definition: true });
    let uses = stage_words(analysis)
        .filter(|(_, _, target)| *target == Some(index))
        .map(|(range, ..)| Occurrence { range, is_definition: false });
    own.into_iter().chain(uses).collect()
}

/// Delimiters of the heredoc whose marker or end is at the offset.
fn heredoc_at(analysis: &Analysis<'_>, offset: TextSize) -> Option<(TextRange, TextRange)> {
    let info = analysis.model.instruction_at(offset)?;
    let info = info.trigger.as_deref().unwrap_or(info);
    let ends = |heredoc: &Heredoc<'_>| heredoc_ends(analysis, heredoc);
    let pairs = info.syntax.heredocs();
    pairs
        .iter()
        .filter_map(ends)
        .find(|(start, end)| start.contains_inclusive(offset) || end.contains_inclusive(offset))
}

/// The name at the marker without quotes, and on the last line without tabs. `None` where quotes
/// cut the name into parts.
fn heredoc_ends(analysis: &Analysis<'_>, heredoc: &Heredoc<'_>) -> Option<(TextRange, TextRange)> {
    let name = heredoc.redirect.name();
    let within = |range: TextRange| {
        let at = analysis.source.slice(range).find(name.as_str())?;
        let start = range.start() + syntax::offset(at);
        Some(TextRange::at(start, syntax::offset(name.len())))
    };
    Some((within(heredoc.redirect.delimiter.range)?, within(heredoc.end)?))
}
