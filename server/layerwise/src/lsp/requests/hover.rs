//! Hover.

use analysis::size;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use super::super::background::Background;
use super::super::snapshot::Snapshot;

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
pub fn prepare(snapshot: &Snapshot, background: &Background) {
    let lacks_some = !snapshot.is_worked_out() || !size::are_at_hand(snapshot.analysis());
    if lacks_some && snapshot.begins_sizes() {
        background.prepare(snapshot.clone());
    }
}
