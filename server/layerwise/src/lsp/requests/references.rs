//! References, highlights and linked editing.

use ide::references::{linked_ranges, references};
use tower_lsp::ls_types::{
    DocumentHighlight, DocumentHighlightKind, LinkedEditingRanges, Location, Position,
};

use super::super::snapshot::Snapshot;

/// Every place of the name at a position.
pub fn locations(snapshot: &Snapshot, position: Position, with_declaration: bool) -> Vec<Location> {
    let offset = snapshot.offset(position);
    let found = references(snapshot.analysis(), offset);
    found
        .into_iter()
        .filter(|place| with_declaration || !place.is_definition)
        .map(|place| Location { uri: snapshot.uri.clone(), range: snapshot.range(place.range) })
        .collect()
}

/// The same places, to be marked.
pub fn highlights(snapshot: &Snapshot, position: Position) -> Vec<DocumentHighlight> {
    let offset = snapshot.offset(position);
    let found = references(snapshot.analysis(), offset);
    found
        .into_iter()
        .map(|place| DocumentHighlight {
            range: snapshot.range(place.range),
            kind: Some(if place.is_definition {
                DocumentHighlightKind::WRITE
            } else {
                DocumentHighlightKind::READ
            }),
        })
        .collect()
}

/// Places that change together while one of them is typed in.
pub fn linked(snapshot: &Snapshot, position: Position) -> Option<LinkedEditingRanges> {
    let offset = snapshot.offset(position);
    let found = linked_ranges(snapshot.analysis(), offset)?;
    let ranges = found.into_iter().map(|range| snapshot.range(range)).collect();
    Some(LinkedEditingRanges { ranges, word_pattern: None })
}
