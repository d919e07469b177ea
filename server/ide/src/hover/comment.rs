//! Comments: directives, and the ids of rules that a comment ignores.

use analysis::Analysis;
use analysis::lint::rules_called;
use knowledge::instructions;
use syntax::TextSize;
use syntax::ast::directives;

use super::Hover;
use crate::describe;

pub(super) fn hover(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    rule(analysis, offset).or_else(|| directive(analysis, offset))
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

fn directive(analysis: &Analysis<'_>, offset: TextSize) -> Option<Hover> {
    let directive = directives(analysis.source)
        .into_iter()
        .find(|directive| directive.range.contains_inclusive(offset))?;
    let name = directive.name.text.to_ascii_lowercase();
    let entry = instructions::directives().iter().find(|entry| entry.name == name)?;
    Some(Hover::new(directive.range, entry.markdown()))
}
