//! Workspace symbols: stages of every Dockerfile in the workspace.

use std::path::PathBuf;

use ide::symbols::workspace_symbols;
use tower_lsp::ls_types::SymbolInformation;

use super::super::snapshot::Snapshot;
use super::super::{capabilities::ClientSupport, convert, everywhere::dockerfiles};
use super::outline::information;

/// Stages whose name has the letters of the query in order.
pub fn search(
    open: &[Snapshot],
    roots: &[PathBuf],
    client: ClientSupport,
    query: &str,
) -> Vec<SymbolInformation> {
    dockerfiles(open, roots, client).flat_map(|file| stages(&file.snapshot, query)).collect()
}

fn stages(snapshot: &Snapshot, query: &str) -> Vec<SymbolInformation> {
    let file = convert::path_of(&snapshot.uri)
        .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let found = workspace_symbols(snapshot.analysis());
    found
        .iter()
        .filter(|symbol| has_letters(&symbol.name, query))
        .map(|symbol| information(snapshot, symbol, file.as_deref()))
        .collect()
}

fn has_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
