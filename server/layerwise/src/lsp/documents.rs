//! The open documents.

use std::sync::Arc;

use analysis::context::{BuildContext, NoContext};
use analysis::facts::FactStore;
use analysis::model::Memo;
use analysis::options::Options;
use syntax::Document;
use syntax::position::PositionEncoding;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use super::capabilities::ClientSupport;
use super::convert;
use super::snapshot::Snapshot;
use crate::settings::Settings;
use crate::workspace::{DiskContext, MAX_BYTES, Subject};

/// A document as the client has it.
pub struct OpenDocument {
    body: Body,
    version: i32,
    settings: Arc<Settings>,
    options: Arc<Options>,
    /// `None` for documents that are no files.
    pub context: Option<Arc<DiskContext>>,
    memo: Arc<Memo>,
}

/// Texts that are too large to analyse are only kept in step.
enum Body {
    Parsed(Document),
    Large(String),
}

impl Body {
    fn new(text: String, version: i32) -> Self {
        if text.len() as u64 > MAX_BYTES {
            Self::Large(text)
        } else {
            Self::Parsed(Document::new(&text, version))
        }
    }
}

impl OpenDocument {
    pub fn new(
        text: String,
        version: i32,
        settings: Arc<Settings>,
        context: Option<Arc<DiskContext>>,
    ) -> Self {
        let options = Arc::new(settings.options());
        Self { body: Body::new(text, version), version, settings, options, context, memo: Arc::default() }
    }

    pub fn set_settings(&mut self, settings: Arc<Settings>) {
        self.options = Arc::new(settings.options());
        self.settings = settings;
    }

    pub fn version(&self) -> i32 {
        self.version
    }

    pub fn is_large(&self) -> bool {
        matches!(self.body, Body::Large(_))
    }

    /// Applies changes in order.
    pub fn change(
        &mut self,
        changes: Vec<TextDocumentContentChangeEvent>,
        version: i32,
        encoding: PositionEncoding,
    ) {
        self.version = version;
        for change in changes {
            self.apply(change, encoding);
        }
        if let Body::Parsed(document) = &mut self.body {
            document.version = version;
        }
    }

    fn apply(&mut self, change: TextDocumentContentChangeEvent, encoding: PositionEncoding) {
        let Some(range) = change.range else {
            self.body = Body::new(change.text, self.version);
            return;
        };
        let range = convert::text_range(range);
        match &mut self.body {
            Body::Parsed(document) => {
                document.edit_positions(range, &change.text, encoding);
                let text = document.snapshot();
                if text.text().len() as u64 > MAX_BYTES {
                    self.body = Body::Large(text.text().to_owned());
                }
            }
            Body::Large(text) => {
                let edited = edited(text, range, &change.text, encoding);
                self.body = Body::new(edited, self.version);
            }
        }
    }

    /// `None` for texts that are not analysed.
    pub fn snapshot(&self, uri: &Uri, client: ClientSupport, facts: Arc<dyn FactStore>) -> Option<Snapshot> {
        let Body::Parsed(document) = &self.body else { return None };
        let context: Arc<dyn BuildContext> = match &self.context {
            Some(context) => Arc::<DiskContext>::clone(context),
            None => Arc::new(NoContext),
        };
        let subject = Subject {
            source: document.snapshot(),
            options: Arc::clone(&self.options),
            context,
            facts,
            memo: Arc::clone(&self.memo),
        };
        Some(Snapshot {
            uri: uri.clone(),
            version: self.version,
            subject,
            client,
            settings: Arc::clone(&self.settings),
        })
    }
}

/// An edit of a text that is not parsed.
fn edited(text: &str, range: syntax::PositionRange, new_text: &str, encoding: PositionEncoding) -> String {
    let rope = ropey::Rope::from_str(text);
    let at = |position| usize::from(syntax::position::offset_of(&rope, position, encoding));
    let (start, end) = (at(range.start), at(range.end));
    [&text[..start], new_text, &text[end.max(start)..]].concat()
}
