//! Definition and declaration.

use ide::definition::{Target, declaration, definition};
use tower_lsp::ls_types::{GotoDefinitionResponse, Location, LocationLink, Position, Range};

use super::super::snapshot::Snapshot;

/// Which of the two is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Definition,
    Declaration,
}

/// Where the name, or the file, at a position comes from.
pub fn find(snapshot: &Snapshot, position: Position, which: Which) -> Option<GotoDefinitionResponse> {
    let offset = snapshot.offset(position);
    let target = match which {
        Which::Definition => definition(snapshot.analysis(), offset),
        Which::Declaration => declaration(snapshot.analysis(), offset),
    }?;
    match target {
        Target::File(path) => {
            let location = Location { uri: snapshot.context_file(&path)?, range: Range::default() };
            Some(GotoDefinitionResponse::Scalar(location))
        }
        Target::Here { name, .. } if !links(snapshot, which) => {
            let location = Location { uri: snapshot.uri.clone(), range: snapshot.range(name) };
            Some(GotoDefinitionResponse::Scalar(location))
        }
        Target::Here { range, name } => Some(GotoDefinitionResponse::Link(vec![LocationLink {
            origin_selection_range: None,
            target_uri: snapshot.uri.clone(),
            target_range: snapshot.range(range),
            target_selection_range: snapshot.range(name),
        }])),
    }
}

fn links(snapshot: &Snapshot, which: Which) -> bool {
    match which {
        Which::Definition => snapshot.client.definition_links,
        Which::Declaration => snapshot.client.declaration_links,
    }
}
