//! Sizes of layers in words, for hovers, hints and lenses.

use analysis::Analysis;
use analysis::model::InstructionInfo;
use analysis::size::{Estimate, LayerEstimate, human, layer, report};

use crate::hover::has_size;
use crate::markdown::escape;

/// Parts of a layer that a hover lists; the rest is summed up.
const MAX_PARTS: usize = 10;

/// The layer of an instruction with its parts, as Markdown.
pub(crate) fn breakdown(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<String> {
    if !has_size(info.kind()) {
        return None;
    }
    let layer = layer(analysis, info)?;
    let mut lines = vec![headline(&layer)];
    let shown = layer.parts.iter().take(MAX_PARTS);
    lines.extend(shown.map(|part| {
        let bytes = part.bytes.map_or("unknown".to_owned(), signed);
        format!("- {} {bytes} ({})", escape(&part.what), escape(&part.source))
    }));
    if layer.parts.len() > MAX_PARTS {
        let rest: i64 = layer.parts[MAX_PARTS..].iter().filter_map(|part| part.bytes).sum();
        lines.push(format!("- {} more, {}", layer.parts.len() - MAX_PARTS, signed(rest)));
    }
    let notes = layer.notes.iter().map(|note| format!("\n{}", escape(note)));
    lines.extend(notes);
    Some(lines.join("\n"))
}

fn headline(layer: &LayerEstimate) -> String {
    let what = if layer.keyword == "FROM" { "Base image" } else { "Layer" };
    if layer.bytes.is_unknown() {
        return format!("**{what}: size unknown**\n");
    }
    let range = range(&layer.bytes).map(|range| format!(" ({range})")).unwrap_or_default();
    let compressed = match layer.compressed.is_unknown() {
        true => String::new(),
        false => format!(", {} to pull", layer.compressed),
    };
    format!("**{what}: {}**{range}{compressed}\n", layer.bytes)
}

/// `4.1 to 4.9 GB`, where the ends differ as printed.
fn range(estimate: &Estimate) -> Option<String> {
    let (low, high) = (human(estimate.low?), human(estimate.high?));
    (low != high).then(|| format!("{low} to {high}"))
}

fn signed(bytes: i64) -> String {
    let sign = if bytes < 0 { "−" } else { "" };
    format!("{sign}{}", human(bytes.unsigned_abs()))
}

/// The image that a stage gives: base and layers.
pub(crate) fn total(analysis: &Analysis<'_>, from: &InstructionInfo<'_>) -> Option<String> {
    let stage = analysis.model.stage_of(from)?;
    let report = report(analysis, Some(&stage.index.to_string()))?;
    if report.bytes.is_unknown() {
        return None;
    }
    let compressed = match report.compressed.is_unknown() {
        true => String::new(),
        false => format!(", {} to pull", report.compressed),
    };
    Some(format!("**Image of this stage: {}** on disk{compressed}, base included.", report.bytes))
}
