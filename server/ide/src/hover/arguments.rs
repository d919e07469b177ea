//! Arguments of instructions: images, stages, names, paths, ports, signals.

use analysis::Analysis;
use analysis::context::EntryKind;
use analysis::model::{Base, DefinitionKind, InstructionInfo};
use analysis::size::human;
use knowledge::vocabulary;
use syntax::ast::{Pair, Word};
use syntax::expansion::Segment;
use syntax::{InstructionKind, TextSize};

use super::{Hover, value, variable};
use crate::builds;
use crate::describe::{self, paragraphs};
use crate::known_images::behind_registry;
use crate::layers;
use crate::markdown::{code, escape, join_words};
use crate::stage;

pub(super) fn hover(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    match info.kind() {
        InstructionKind::From => from(analysis, info, offset),
        InstructionKind::Arg | InstructionKind::Env => {
            name(analysis, info, offset).or_else(|| given_value(info, offset))
        }
        InstructionKind::Copy | InstructionKind::Add => path(analysis, info, offset),
        InstructionKind::Expose => port(word_at(info, offset)?),
        InstructionKind::Stopsignal => signal(word_at(info, offset)?),
        _ => None,
    }
}

fn word_at<'a>(info: &InstructionInfo<'a>, offset: TextSize) -> Option<Word<'a>> {
    info.syntax.words().into_iter().find(|word| word.range().contains_inclusive(offset))
}

fn from(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let stage = analysis.model.stages.iter().find(|stage| stage.from == info.index)?;
    if let Some(name) = stage.name.filter(|name| name.range.contains_inclusive(offset)) {
        return Some(Hover::new(name.range, stage::describe(analysis, stage)));
    }
    let word = info.syntax.image()?.word;
    if !word.range().contains_inclusive(offset) {
        return None;
    }
    let text = match &stage.base {
        Base::Image(image) => describe::image(image, &analysis.inputs),
        Base::Stage(index) => stage::describe(analysis, &analysis.model.stages[*index]),
        Base::Scratch => "The empty image. Programs in it have to bring everything they need.".to_owned(),
        Base::Unresolved { missing } => {
            let names: Vec<String> = missing.iter().map(|name| code(name)).collect();
            let known = behind_registry(analysis, info, analysis.source.slice(word.range()));
            paragraphs([
                format!("The image depends on {}, which the build has to give.", join_words(&names)),
                known.map(|image| describe::image(&image, &analysis.inputs)).unwrap_or_default(),
            ])
        }
        Base::Invalid(text) => format!("{} is no image reference.", code(text)),
        Base::Missing => return None,
    };
    let changes = match &stage.base {
        Base::Stage(_) | Base::Image(_) => stage::changes(analysis, stage),
        Base::Scratch | Base::Unresolved { .. } | Base::Invalid(_) | Base::Missing => String::new(),
    };
    let written = analysis.source.slice(word.range());
    let expanded = match stage.base.image() {
        Some(image) if written.contains('$') => format!("{} is {}.", code(written), code(&image.to_string())),
        _ => String::new(),
    };
    Some(Hover::new(
        word.range(),
        paragraphs([
            expanded,
            given_in(analysis, word),
            text,
            changes,
            layers::total(analysis, info).unwrap_or_default(),
        ]),
    ))
}

/// What builds say about the arguments in a word.
fn given_in(analysis: &Analysis<'_>, word: Word<'_>) -> String {
    let template = word.template(analysis.model.escape);
    let given = template.segments.iter().filter_map(|segment| match segment {
        Segment::Variable(variable) => Some(builds::argument(analysis, &variable.name)),
        Segment::Literal(_) => None,
    });
    paragraphs(given)
}

/// The name that ARG or ENV defines: its value from here on, and what programs make of it.
fn name(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let hit = |pair: &Pair<'_>| pair.key.range().contains_inclusive(offset);
    let pair = info.syntax.pairs().into_iter().find(hit)?;
    let range = pair.key.range();
    let definition = analysis.model.definitions().iter().find(|definition| definition.name_range == range)?;
    let value = match &definition.value {
        Some(value) => format!("= {}", code(value)),
        None => "has no value before the build".to_owned(),
    };
    let text = format!("**{}** {value}", escape(&definition.name));
    let given = match definition.kind {
        DefinitionKind::Arg => builds::argument(analysis, &definition.name),
        DefinitionKind::Env => String::new(),
    };
    Some(Hover::new(range, paragraphs([text, given, variable::about(&definition.name)])))
}

/// The value that ARG or ENV gives.
fn given_value(info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let hit = |word: &Word<'_>| word.range().contains_inclusive(offset);
    let mut pairs = info.syntax.pairs().into_iter();
    let (name, word) = pairs.find_map(|pair| Some((pair.key.text(), pair.value.filter(hit)?)))?;
    let at = usize::from(offset - word.range().start());
    let quote = usize::from(word.text().starts_with(['"', '\'']));
    let text = value::describe(name, word.text(), at.saturating_sub(quote))?;
    Some(Hover::new(word.range(), text))
}

/// A source in the build context: how many files, how large.
fn path(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, offset: TextSize) -> Option<Hover> {
    let word = info.syntax.sources().into_iter().find(|word| word.range().contains_inclusive(offset))?;
    if info.syntax.flag("from").is_some() {
        return None;
    }
    let path = analysis.model.expand(word, info).text;
    if path.contains("://") {
        return Some(Hover::new(word.range(), "Fetched while building.".to_owned()));
    }
    let listing = analysis.inputs.context.listing();
    let listing = listing.value()?;
    let path = path.trim_start_matches("./").trim_matches('/');
    let path = if path == "." { "" } else { path };
    if path.contains(['*', '?', '[']) {
        return None;
    }
    let files = || listing.below(path).chain(listing.get(path)).filter(|entry| entry.kind == EntryKind::File);
    let (count, bytes) = (files().count(), files().map(|entry| entry.bytes).sum::<u64>());
    let text = match count {
        _ if listing.truncated => {
            format!("At least {count} files, {}; the build context has more than are listed.", human(bytes))
        }
        0 => "Not in the build context, or excluded by .dockerignore.".to_owned(),
        1 => format!("1 file of the build context, {}.", human(bytes)),
        _ => format!("{count} files of the build context, {}, after .dockerignore.", human(bytes)),
    };
    Some(Hover::new(word.range(), text))
}

fn port(word: Word<'_>) -> Option<Hover> {
    let number: u16 = word.text().split('/').next()?.parse().ok()?;
    let port = vocabulary::port(number)?;
    Some(Hover::new(word.range(), format!("**{number}/{}** {}", port.protocol, port.about)))
}

fn signal(word: Word<'_>) -> Option<Hover> {
    let signal = vocabulary::signal(word.text())?;
    Some(Hover::new(word.range(), format!("**{}** ({}) {}", signal.name, signal.number, signal.about)))
}
