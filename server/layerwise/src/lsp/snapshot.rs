//! One document at one moment, as requests read it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use analysis::{Analysis, size};
use syntax::position::PositionEncoding;
use syntax::{Source, TextRange, TextSize};
use tower_lsp::ls_types::{Position, Range, Uri};

use super::capabilities::ClientSupport;
use super::convert;
use crate::settings::Settings;
use crate::workspace::{Analysed, Subject};

/// Handles only: cloning is cheap, and clones share one analysis.
#[derive(Clone)]
pub struct Snapshot {
    pub uri: Uri,
    pub version: i32,
    pub subject: Subject,
    pub client: ClientSupport,
    pub settings: Arc<Settings>,
    /// Where paths of the build context begin; `None` for documents that are no files.
    pub root: Option<PathBuf>,
    analysed: Arc<OnceLock<Analysed>>,
    /// Somebody works out the sizes of all layers.
    are_sizes_begun: Arc<AtomicBool>,
    /// The document is another one by now.
    is_past: Arc<AtomicBool>,
}

impl Snapshot {
    pub fn new(
        uri: Uri,
        version: i32,
        subject: Subject,
        client: ClientSupport,
        settings: Arc<Settings>,
        root: Option<PathBuf>,
    ) -> Self {
        Self {
            uri,
            version,
            subject,
            client,
            settings,
            root,
            analysed: Arc::default(),
            are_sizes_begun: Arc::default(),
            is_past: Arc::default(),
        }
    }

    /// The analysis of this moment, made by the first request that asks. Not for the transport's task.
    pub fn analysis(&self) -> &Analysis<'_> {
        self.analysed.get_or_init(|| Analysed::of(self.subject.clone())).analysis()
    }

    /// Claims the work of getting all sizes ready; true for the first one only, so that no second thread waits
    /// for the same.
    pub fn begins_sizes(&self) -> bool {
        !self.are_sizes_begun.swap(true, Ordering::Relaxed)
    }

    /// The findings of this moment are known, and all that they rest on.
    pub fn is_worked_out(&self) -> bool {
        self.analysed.get().is_some_and(|analysed| analysed.analysis().has_findings())
    }

    /// It is worked out, and of a file of which nobody should wait for that.
    pub fn is_long_and_worked_out(&self) -> bool {
        self.is_worked_out() && size::is_long(self.analysis())
    }

    /// Nobody will ask about this moment any more.
    pub fn pass(&self) {
        self.is_past.store(true, Ordering::Relaxed);
    }

    pub fn is_past(&self) -> bool {
        self.is_past.load(Ordering::Relaxed)
    }

    pub fn source(&self) -> &Source {
        &self.subject.source
    }

    pub fn offset(&self, position: Position) -> TextSize {
        self.source().offset(convert::text_position(position), self.encoding())
    }

    pub fn position(&self, offset: TextSize) -> syntax::Position {
        self.source().position(offset, self.encoding())
    }

    pub fn range(&self, range: TextRange) -> Range {
        convert::range(self.source().position_range(range, self.encoding()))
    }

    pub fn text_range(&self, range: Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), end.max(start))
    }

    /// The address of a file of the build context, by its path from the context's root.
    pub fn context_file(&self, path: &str) -> Option<Uri> {
        Uri::from_file_path(self.root.as_ref()?.join(path))
    }

    fn encoding(&self) -> PositionEncoding {
        self.client.encoding
    }
}
