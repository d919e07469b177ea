//! Comments: directives, and the ids of rules that a comment ignores.

use analysis::Analysis;
use analysis::lint::rules_called;
use knowledge::instructions;
use syntax::ast::directives;
use syntax::{TextRange, TextSize};

use super::Hover;
use crate::completion::markers;
use crate::describe;
use crate::markdown::code;

pub(super) fn hover(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    rule(analysis, offset).or_else(|| directive(analysis, offset)).or_else(|| marker(analysis, offset))
}

fn rule(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    // Reading every comment is only worth it on a line that has one.
    let line = analysis.source.position(offset, syntax::PositionEncoding::Utf8).line;
    let text = analysis.source.slice(analysis.source.line_range(line));
    if !text.trim_start().starts_with('#') {
        return None;
    }
    let suppressions = analysis.suppressions();
    let ids = suppressions.entries().iter().flat_map(|entry| &entry.ids);
    let (id, range) = ids.into_iter().find(|(_, range)| range.contains_inclusive(offset))?;
    let rules = rules_called(id);
    let text = match rules.as_slice() {
        [] => "No rule of Layerwise has this id.".to_owned(),
        rules => rules.iter().map(|rule| describe::rule(rule)).collect::<Vec<_>>().join("\n\n---\n\n"),
    };
    Some(Hover::new(*range, text))
}

/// A directive that has no value yet, or the words before the ids of rules.
fn marker(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    let line = analysis.source.position(offset, syntax::PositionEncoding::Utf8).line;
    let range = analysis.source.line_range(line);
    let text = analysis.source.slice(range);
    let comment = text.trim_start().strip_prefix('#')?.trim_start();
    let start = range.start() + syntax::offset(text.len() - comment.len());
    let (label, about) = markers().find(|(label, _)| comment.starts_with(label))?;
    let range = TextRange::at(start, TextSize::of(label.trim_end_matches('=')));
    range.contains_inclusive(offset).then(|| Hover::new(range, format!("{} {}.", code(label), about)))
}

fn directive(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    let directive = directives(analysis.source)
        .into_iter()
        .find(|directive| directive.range.contains_inclusive(offset))?;
    let name = directive.name.text.to_ascii_lowercase();
    let entry = instructions::directives().iter().find(|entry| entry.name == name)?;
    Some(Hover::new(directive.range, entry.markdown()))
}
