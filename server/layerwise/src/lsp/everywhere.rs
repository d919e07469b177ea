//! Every Dockerfile of the workspace: open ones as they are in the editor, others as they are on disk.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use syntax::Source;
use tower_lsp::ls_types::Uri;

use super::capabilities::ClientSupport;
use super::snapshot::Snapshot;
use crate::workspace::{self, Subject, Surroundings};

/// Files read for one request.
const MAX_FILES: usize = 1_000;

/// One of them.
pub struct Dockerfile {
    pub snapshot: Snapshot,
    pub is_open: bool,
}

/// Open documents first, then what lies below the roots. Files on disk come without facts and settings.
pub fn dockerfiles(
    open: &[Snapshot],
    roots: &[PathBuf],
    client: ClientSupport,
) -> impl Iterator<Item = Dockerfile> {
    let seen: HashSet<Uri> = open.iter().map(|snapshot| snapshot.uri.clone()).collect();
    let files = roots.iter().flat_map(|root| workspace::dockerfiles_below(root).0).take(MAX_FILES);
    let closed = files
        .filter_map(move |path| on_disk(&path, client))
        .filter(move |snapshot| !seen.contains(&snapshot.uri))
        .map(|snapshot| Dockerfile { snapshot, is_open: false });
    open.iter().map(|snapshot| Dockerfile { snapshot: snapshot.clone(), is_open: true }).chain(closed)
}

fn on_disk(path: &Path, client: ClientSupport) -> Option<Snapshot> {
    let text = workspace::read(path).ok().filter(|text| !text.is_binary())?;
    let subject = Subject {
        source: Source::parse(&text.content),
        options: Arc::default(),
        context: Arc::new(NoContext),
        facts: Arc::new(NoFacts),
        memo: Arc::default(),
    };
    let root = Some(Surroundings::of(path).root);
    Some(Snapshot::new(Uri::from_file_path(path)?, 0, subject, client, Arc::default(), root))
}
