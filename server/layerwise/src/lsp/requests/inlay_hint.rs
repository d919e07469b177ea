//! Inlay hints: the size of each layer at the end of its instruction.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, Range, Uri,
};

use super::super::convert;
use super::super::snapshot::Snapshot;

/// The hints of a range; none where the settings switch them off.
pub fn hints(snapshot: &Snapshot, range: Range) -> Vec<InlayHint> {
    if !snapshot.settings.hints.layer_size {
        return Vec::new();
    }
    let range = snapshot.text_range(range);
    let found = ide::inlay_hints::inlay_hints(snapshot.analysis(), range);
    found.into_iter().map(|hint| convert_hint(snapshot, hint)).collect()
}

/// The document and instruction that a hint belongs to.
pub fn subject(hint: &InlayHint) -> Option<(Uri, usize)> {
    let data = hint.data.as_ref()?;
    let uri = data.get("uri")?.as_str()?.parse().ok()?;
    let instruction = data.get("instruction").and_then(Value::as_u64)?;
    Some((uri, usize::try_from(instruction).ok()?))
}

/// The parts of the layer, for a hint that is looked at.
pub fn explained(snapshot: &Snapshot, mut hint: InlayHint, instruction: usize) -> InlayHint {
    let tooltip = ide::inlay_hints::tooltip(snapshot.analysis(), instruction);
    hint.tooltip = tooltip
        .map(|value| InlayHintTooltip::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
    hint
}

fn convert_hint(snapshot: &Snapshot, hint: ide::inlay_hints::InlayHint) -> InlayHint {
    InlayHint {
        position: convert::position(snapshot.position(hint.at)),
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: Some(json!({"uri": snapshot.uri, "instruction": hint.instruction})),
    }
}
