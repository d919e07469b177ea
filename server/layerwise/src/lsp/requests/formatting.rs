//! Formatting: the document, a range, and the line that was just begun.

use ide::format::{FormatStyle, format_document, format_on_type, format_range};
use tower_lsp::ls_types::{FormattingOptions, Position, Range, TextEdit};

use super::super::convert;
use super::super::snapshot::Snapshot;

/// Wider indents than this are a mistake of the client.
const WIDEST_INDENT: u32 = 16;

pub fn document(snapshot: &Snapshot, options: &FormattingOptions) -> Vec<TextEdit> {
    convert::edits(snapshot, &format_document(snapshot.source(), &style(options)))
}

pub fn range(snapshot: &Snapshot, range: Range, options: &FormattingOptions) -> Vec<TextEdit> {
    let range = snapshot.text_range(range);
    convert::edits(snapshot, &format_range(snapshot.source(), range, &style(options)))
}

/// After a line break was typed.
pub fn on_type(snapshot: &Snapshot, position: Position, options: &FormattingOptions) -> Vec<TextEdit> {
    let offset = snapshot.offset(position);
    convert::edits(snapshot, &format_on_type(snapshot.source(), offset, &style(options)))
}

/// The editor's indent, where it is one in blanks.
fn style(options: &FormattingOptions) -> FormatStyle {
    let default = FormatStyle::default();
    let fits = options.insert_spaces && (1..=WIDEST_INDENT).contains(&options.tab_size);
    FormatStyle { indent: if fits { options.tab_size as usize } else { default.indent }, ..default }
}
