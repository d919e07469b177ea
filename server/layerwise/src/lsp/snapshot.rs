//! One document at one moment, as requests read it.

use std::sync::Arc;

use syntax::position::PositionEncoding;
use syntax::{TextRange, TextSize};
use tower_lsp::ls_types::{Position, Range, Uri};

use super::capabilities::ClientSupport;
use super::convert;
use crate::settings::Settings;
use crate::workspace::Subject;

/// Handles only: taking and cloning one is cheap.
#[derive(Clone)]
pub struct Snapshot {
    pub uri: Uri,
    pub version: i32,
    pub subject: Subject,
    pub client: ClientSupport,
    pub settings: Arc<Settings>,
}

impl Snapshot {
    pub fn offset(&self, position: Position) -> TextSize {
        self.subject.source.offset(convert::text_position(position), self.encoding())
    }

    pub fn position(&self, offset: TextSize) -> syntax::Position {
        self.subject.source.position(offset, self.encoding())
    }

    pub fn range(&self, range: TextRange) -> Range {
        convert::range(self.subject.source.position_range(range, self.encoding()))
    }

    pub fn text_range(&self, range: Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), end.max(start))
    }

    /// The address of a file of the build context, by its path from the context's root.
    pub fn context_file(&self, path: &str) -> Option<Uri> {
        Uri::from_file_path(convert::path_of(&self.uri)?.parent()?.join(path))
    }

    fn encoding(&self) -> PositionEncoding {
        self.client.encoding
    }
}
