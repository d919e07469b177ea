//! Sizes of layers in words, for hovers, hints and lenses.

use analysis::Analysis;
use analysis::model::InstructionInfo;
use analysis::size::{Estimate, LayerEstimate, Part, are_at_hand, human, image, layer};

use crate::hover::has_size;
use crate::markdown::escape;

/// Parts of a layer that a hover lists; the rest is summed up.
const MAX_PARTS: usize = 10;
/// Parts that share a source before it is said once for all of them.
const COMMON: usize = 3;

/// In the place of sizes that nobody should wait for.
const PENDING: &str = "The sizes of this long file are being worked out; look again in a moment.";

/// The layer of an instruction with its parts, as Markdown.
pub(crate) fn breakdown(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<String> {
    if !has_size(info.kind()) {
        return None;
    }
    if !are_at_hand(analysis) {
        return Some(PENDING.to_owned());
    }
    let layer = layer(analysis, info)?;
    let mut lines = vec![headline(&layer)];
    let shown = &layer.parts[..layer.parts.len().min(MAX_PARTS)];
    let common = common_source(shown);
    lines.extend(shown.iter().map(|part| line(part, common)));
    if layer.parts.len() > MAX_PARTS {
        let rest: i64 = layer.parts[MAX_PARTS..].iter().filter_map(|part| part.bytes).sum();
        lines.push(format!("- {} more, {}", layer.parts.len() - MAX_PARTS, signed(rest)));
    }
    lines.extend(common.map(|source| format!("\nWhere no source is named: {}.", escape(source))));
    let notes = layer.notes.iter().map(|note| format!("\n{}", escape(note)));
    lines.extend(notes);
    Some(lines.join("\n"))
}

/// A part with its size and, unless it is the common one, its source.
fn line(part: &Part, common: Option<&str>) -> String {
    let (what, source) = (escape(&part.what), escape(&part.source));
    match part.bytes {
        None => format!("- {what}: {source}"),
        Some(bytes) if common == Some(&*part.source) => format!("- {what} {}", signed(bytes)),
        Some(bytes) => format!("- {what} {} ({source})", signed(bytes)),
    }
}

/// The source that most parts share, where saying it in each line would drown them.
fn common_source(parts: &[Part]) -> Option<&str> {
    let count =
        |source: &str| parts.iter().filter(|part| part.bytes.is_some() && part.source == source).count();
    let most = parts.iter().map(|part| &*part.source).max_by_key(|source| count(source))?;
    (count(most) >= COMMON).then_some(most)
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
    if !are_at_hand(analysis) {
        return Some(PENDING.to_owned());
    }
    let image = image(analysis, stage);
    if image.bytes.is_unknown() {
        return None;
    }
    let compressed = match image.compressed.is_unknown() {
        true => String::new(),
        false => format!(", {} to pull", image.compressed),
    };
    if image.lacks_base {
        return Some(format!(
            "**Layers of this stage: {}**, without the base, whose size is unknown.",
            image.bytes
        ));
    }
    Some(format!("**Image of this stage: {}** on disk{compressed}, base included.", image.bytes))
}
