//! Completion, and the documentation of an item when the client asks for it.

use std::time::Duration;

use analysis::Inputs;
use ide::completion::{Workspace, complete_in, is_awaited, resolve};
use serde_json::Value;
use tower_lsp::ls_types::{CompletionItem, Documentation, MarkupContent, MarkupKind, Position, Range};

use super::super::snapshot::Snapshot;
pub use super::completion_list::CompletionList;

/// How long a list waits for its first item, and the documentation of an item for its first fact, where a
/// registry is being asked and nothing else is known.
pub const DEADLINE: Duration = Duration::from_millis(700);

/// What may be written at a position, best first. `images` are those of the workspace.
pub fn completion(snapshot: &Snapshot, position: Position, images: &[String]) -> CompletionList {
    let offset = snapshot.offset(position);
    let found = complete_in(snapshot.analysis(), offset, &Workspace { images });
    let range = on_line(snapshot.range(found.range), position);
    CompletionList::new(found, range, snapshot.client)
}

/// The item with its documentation, Markdown from its key, and whether a registry may tell more of it soon.
pub fn documented(mut item: CompletionItem, inputs: &Inputs<'_>) -> (CompletionItem, bool) {
    let Some(Value::String(key)) = &item.data else { return (item, false) };
    let is_awaited = is_awaited(key, &item.label, inputs);
    item.documentation = resolve(key, &item.label, inputs)
        .map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
    (item, is_awaited)
}

/// The protocol wants the replaced range on the cursor's line.
fn on_line(range: Range, position: Position) -> Range {
    let start = if range.start.line == position.line { range.start } else { position };
    let end = if range.end.line == position.line { range.end } else { position };
    Range { start, end }
}
