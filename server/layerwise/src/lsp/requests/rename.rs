//! Rename, with the check before it.

use ide::references::{prepare_rename, rename};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{Position, PrepareRenameResponse, WorkspaceEdit};

use super::super::convert;
use super::super::snapshot::Snapshot;

/// The name at a position, if it can be changed.
///
/// # Errors
/// Says why not.
pub fn prepare(snapshot: &Snapshot, position: Position) -> Result<PrepareRenameResponse> {
    let offset = snapshot.offset(position);
    let range = prepare_rename(snapshot.analysis(), offset).map_err(refused)?;
    let placeholder = snapshot.source().slice(range).to_owned();
    Ok(PrepareRenameResponse::RangeWithPlaceholder { range: snapshot.range(range), placeholder })
}

/// The edits that change it.
///
/// # Errors
/// Says why it cannot be changed to that.
pub fn apply(snapshot: &Snapshot, position: Position, new_name: &str) -> Result<WorkspaceEdit> {
    let offset = snapshot.offset(position);
    let edits = rename(snapshot.analysis(), offset, new_name).map_err(refused)?;
    Ok(convert::workspace_edit(snapshot, convert::edits(snapshot, &edits)))
}

/// `RequestFailed` of the protocol: the request was fine, the answer is no.
fn refused(why: ide::references::RenameError) -> Error {
    let mut error = Error::new(ErrorCode::ServerError(-32803));
    error.message = why.to_string().into();
    error
}
