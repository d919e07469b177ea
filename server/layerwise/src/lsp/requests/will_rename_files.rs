//! Files are about to get other names: COPY, ADD and bind mounts of every Dockerfile follow.

use std::path::{Path, PathBuf};

use ide::file_rename::rename_file;
use syntax::TextEdit;
use tower_lsp::ls_types::{FileRename, Uri, WorkspaceEdit};

use super::super::capabilities::ClientSupport;
use super::super::convert::{self, DocumentEdit};
use super::super::everywhere::{Dockerfile, dockerfiles};
use super::super::snapshot::Snapshot;

/// The edits; `None` where no Dockerfile names one of the files.
pub fn edits(
    open: &[Snapshot],
    roots: &[PathBuf],
    client: ClientSupport,
    files: &[FileRename],
) -> Option<WorkspaceEdit> {
    let renames: Vec<(PathBuf, PathBuf)> = files.iter().filter_map(paths).collect();
    let documents = dockerfiles(open, roots, client).filter_map(|file| edits_of(&file, &renames));
    let documents: Vec<DocumentEdit> = documents.collect();
    (!documents.is_empty()).then(|| convert::joint_edit(client, documents))
}

fn paths(file: &FileRename) -> Option<(PathBuf, PathBuf)> {
    let path = |uri: &str| convert::path_of(&uri.parse::<Uri>().ok()?);
    Some((path(&file.old_uri)?, path(&file.new_uri)?))
}

/// The edits of one Dockerfile, by paths from its build context.
fn edits_of(file: &Dockerfile, renames: &[(PathBuf, PathBuf)]) -> Option<DocumentEdit> {
    let snapshot = &file.snapshot;
    let root = snapshot.root.as_deref()?;
    let mut edits: Vec<TextEdit> = Vec::new();
    for (old, new) in renames {
        // What leaves the build context can be named no longer.
        let Some((old, new)) = within(root, old).zip(within(root, new)) else { continue };
        let found = rename_file(snapshot.analysis(), &old, &new);
        // A folder and a file in it may move at the same time; the first that was named wins.
        let is_free = |edit: &TextEdit| !edits.iter().any(|it| it.range.intersect(edit.range).is_some());
        let fresh: Vec<TextEdit> = found.into_iter().filter(is_free).collect();
        edits.extend(fresh);
    }
    (!edits.is_empty()).then(|| DocumentEdit {
        uri: snapshot.uri.clone(),
        version: file.is_open.then_some(snapshot.version),
        edits: convert::edits(snapshot, &edits),
    })
}

/// A path from the context's root, with `/`.
fn within(root: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_str()).collect::<Option<_>>()?;
    Some(parts.join("/"))
}
