//! Hover.

use analysis::size;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use super::super::snapshot::Snapshot;
use super::super::work::Workers;

/// What stands at a position.
pub fn hover(snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let offset = snapshot.offset(position);
    let found = ide::hover::hover(snapshot.analysis(), offset)?;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: found.markdown }),
        range: Some(snapshot.range(found.range)),
    })
}

/// Sees to it that the next hover has sizes that this one did without.
pub fn prepare(snapshot: &Snapshot, workers: &Workers) {
    if !size::are_at_hand(snapshot.analysis()) && snapshot.begins_sizes() {
        let snapshot = snapshot.clone();
        workers.begin(move || size::prepare(snapshot.analysis()));
    }
}
