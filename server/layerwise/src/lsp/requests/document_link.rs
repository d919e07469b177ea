//! Document links.

use ide::links::{Link, LinkTarget, document_links};
use tower_lsp::ls_types::DocumentLink;

use super::super::snapshot::Snapshot;

/// Pages of images, addresses, files of the build context.
pub fn links(snapshot: &Snapshot) -> Vec<DocumentLink> {
    let found = document_links(snapshot.analysis());
    found.iter().filter_map(|link| convert_link(snapshot, link)).collect()
}

fn convert_link(snapshot: &Snapshot, link: &Link) -> Option<DocumentLink> {
    let target = match &link.target {
        LinkTarget::Url(url) => url.parse().ok()?,
        LinkTarget::File(path) => snapshot.context_file(path)?,
    };
    Some(DocumentLink { range: snapshot.range(link.range), target: Some(target), tooltip: None, data: None })
}
