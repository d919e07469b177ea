//! Inlay hints: the size of each layer at the end of its instruction.

use analysis::size::{LayerEstimate, layers};
use ide::markdown::escape;
use syntax::{TextRange, TextSize};
use tower_lsp::ls_types::{InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, Range};

use super::super::convert;
use super::super::snapshot::Snapshot;

/// Parts that a tooltip lists.
const PARTS: usize = 8;

/// The hints of a range. What is unknown makes no hint: it would be noise.
pub fn hints(snapshot: &Snapshot, range: Range) -> Vec<InlayHint> {
    if !snapshot.settings.hints.layer_size {
        return Vec::new();
    }
    let range = snapshot.text_range(range);
    snapshot.subject.analyse(|analysis| {
        let end_of = |layer: &LayerEstimate| {
            let instruction = analysis.model.instructions.get(layer.instruction)?;
            Some(instruction.syntax.range().end())
        };
        layers(analysis)
            .iter()
            .filter(|layer| !layer.bytes.is_unknown())
            .filter_map(|layer| Some((end_of(layer)?, layer)))
            .filter(|(end, _)| shows(range, *end))
            .map(|(end, layer)| hint(snapshot, end, layer))
            .collect()
    })
}

fn shows(range: TextRange, at: TextSize) -> bool {
    range.contains_inclusive(at)
}

fn hint(snapshot: &Snapshot, end: TextSize, layer: &LayerEstimate) -> InlayHint {
    InlayHint {
        position: convert::position(snapshot.position(end)),
        label: InlayHintLabel::String(layer.bytes.to_string()),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: tooltip(layer),
        })),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

fn tooltip(layer: &LayerEstimate) -> String {
    let mut text = format!("**{}** on disk, {} compressed\n", layer.bytes, layer.compressed);
    for part in layer.parts.iter().take(PARTS) {
        let size = match part.bytes {
            Some(bytes) if bytes < 0 => format!("-{}", analysis::size::human(bytes.unsigned_abs())),
            Some(bytes) => analysis::size::human(bytes.unsigned_abs()),
            None => "unknown".to_owned(),
        };
        text += &format!("\n- {size}: {} ({})", escape(&part.what), escape(&part.source));
    }
    if layer.parts.len() > PARTS {
        text += &format!("\n- and {} more", layer.parts.len() - PARTS);
    }
    for note in &layer.notes {
        text += &format!("\n\n{}", escape(note));
    }
    text
}
