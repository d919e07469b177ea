//! The shape of a document: symbols, folds, selections.

use ide::folding::{Fold, FoldKind, folds};
use ide::selection::selection_ranges;
use ide::symbols::{Symbol, SymbolKind, document_symbols};
use tower_lsp::ls_types::{
    DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, Position, SelectionRange,
    SymbolInformation, SymbolKind as LspKind,
};

use super::super::snapshot::Snapshot;

/// Stages with their instructions; a flat list for clients that know no other.
pub fn symbols(snapshot: &Snapshot) -> DocumentSymbolResponse {
    let found = document_symbols(snapshot.analysis());
    if snapshot.client.nested_symbols {
        return DocumentSymbolResponse::Nested(found.iter().map(|symbol| nested(snapshot, symbol)).collect());
    }
    let mut flat = Vec::new();
    found.iter().for_each(|symbol| flatten(snapshot, symbol, None, &mut flat));
    DocumentSymbolResponse::Flat(flat)
}

#[allow(deprecated)] // the protocol's own struct has a deprecated field
fn nested(snapshot: &Snapshot, symbol: &Symbol) -> DocumentSymbol {
    DocumentSymbol {
        name: symbol.name.clone(),
        detail: Some(symbol.detail.clone()).filter(|detail| !detail.is_empty()),
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: snapshot.range(symbol.range),
        selection_range: snapshot.range(symbol.selection),
        children: Some(symbol.children.iter().map(|child| nested(snapshot, child)).collect()),
    }
}

fn flatten(snapshot: &Snapshot, symbol: &Symbol, parent: Option<&str>, flat: &mut Vec<SymbolInformation>) {
    flat.push(information(snapshot, symbol, parent));
    for child in &symbol.children {
        flatten(snapshot, child, Some(&symbol.name), flat);
    }
}

/// A symbol with its place in a file.
#[allow(deprecated)] // the protocol's own struct has a deprecated field
pub fn information(snapshot: &Snapshot, symbol: &Symbol, parent: Option<&str>) -> SymbolInformation {
    SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        location: tower_lsp::ls_types::Location {
            uri: snapshot.uri.clone(),
            range: snapshot.range(symbol.selection),
        },
        container_name: parent.map(str::to_owned),
    }
}

fn symbol_kind(kind: SymbolKind) -> LspKind {
    match kind {
        SymbolKind::Stage => LspKind::CLASS,
        SymbolKind::Command => LspKind::FUNCTION,
        SymbolKind::File => LspKind::FILE,
        SymbolKind::Variable => LspKind::VARIABLE,
        SymbolKind::Property => LspKind::PROPERTY,
    }
}

/// Ranges that may be folded away.
pub fn foldings(snapshot: &Snapshot) -> Vec<FoldingRange> {
    let found = folds(snapshot.analysis());
    found.into_iter().map(|fold| folding(snapshot, fold)).collect()
}

fn folding(snapshot: &Snapshot, fold: Fold) -> FoldingRange {
    let range = snapshot.range(fold.range);
    let whole_lines = snapshot.client.folds_whole_lines;
    FoldingRange {
        start_line: range.start.line,
        start_character: (!whole_lines).then_some(range.start.character),
        end_line: range.end.line,
        end_character: (!whole_lines).then_some(range.end.character),
        kind: (fold.kind == FoldKind::Comment).then_some(FoldingRangeKind::Comment),
        collapsed_text: None,
    }
}

/// For each position the ranges around it, the smallest first.
pub fn selections(snapshot: &Snapshot, positions: &[Position]) -> Vec<SelectionRange> {
    let around = |position: &Position| selection_ranges(snapshot.analysis(), snapshot.offset(*position));
    positions.iter().map(|position| chain(snapshot, *position, around(position))).collect()
}

fn chain(snapshot: &Snapshot, position: Position, ranges: Vec<syntax::TextRange>) -> SelectionRange {
    let outermost_first = ranges.into_iter().rev();
    let chained = outermost_first.fold(None, |parent, range| {
        Some(SelectionRange { range: snapshot.range(range), parent: parent.map(Box::new) })
    });
    // The protocol wants one answer for each position.
    chained.unwrap_or(SelectionRange {
        range: tower_lsp::ls_types::Range { start: position, end: position },
        parent: None,
    })
}
