//! Workspace symbols: stages of every Dockerfile in the workspace.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use ide::symbols::workspace_symbols;
use syntax::Source;
use tower_lsp::ls_types::{SymbolInformation, Uri};

use super::super::snapshot::Snapshot;
use super::super::{capabilities::ClientSupport, convert};
use super::outline::information;
use crate::workspace::{self, Subject};

/// Files read for one search.
const MAX_FILES: usize = 1_000;

/// Stages whose name has the letters of the query in order: in open documents as they are in the
/// editor, in other files as they are on disk.
pub fn search(
    open: &[Snapshot],
    roots: &[PathBuf],
    client: ClientSupport,
    query: &str,
) -> Vec<SymbolInformation> {
    let mut found: Vec<SymbolInformation> =
        open.iter().flat_map(|snapshot| stages(snapshot, query)).collect();
    let seen: HashSet<&Uri> = open.iter().map(|snapshot| &snapshot.uri).collect();
    let files = roots.iter().flat_map(|root| workspace::dockerfiles_below(root).0).take(MAX_FILES);
    let closed = files.filter_map(|path| on_disk(&path, client)).filter(|file| !seen.contains(&file.uri));
    found.extend(closed.flat_map(|snapshot| stages(&snapshot, query)));
    found
}

fn stages(snapshot: &Snapshot, query: &str) -> Vec<SymbolInformation> {
    let file = convert::path_of(&snapshot.uri)
        .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let found = snapshot.subject.analyse(workspace_symbols);
    found
        .iter()
        .filter(|symbol| has_letters(&symbol.name, query))
        .map(|symbol| information(snapshot, symbol, file.as_deref()))
        .collect()
}

fn on_disk(path: &std::path::Path, client: ClientSupport) -> Option<Snapshot> {
    let text = workspace::read(path).ok().filter(|text| !text.is_binary())?;
    let subject = Subject {
        source: Source::parse(&text.content),
        options: Arc::default(),
        context: Arc::new(NoContext),
        facts: Arc::new(NoFacts),
        memo: Arc::default(),
    };
    Some(Snapshot { uri: Uri::from_file_path(path)?, version: 0, subject, client, settings: Arc::default() })
}

fn has_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
