//! The open documents.

use std::sync::Arc;

use analysis::context::{BuildContext, NoContext};
use analysis::facts::FactStore;
use analysis::model::Memo;
use analysis::options::Options;
use syntax::Document;
use syntax::lines::Lines;
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
    /// What requests share until something changes.
    snapshot: Option<Snapshot>,
    /// The same text with the facts and files of before, where it is long.
    before: Option<Snapshot>,
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
        let body = Body::new(text, version);
        Self { body, version, settings, options, context, memo: Arc::default(), snapshot: None, before: None }
    }

    pub fn set_settings(&mut self, settings: Arc<Settings>) {
        self.options = Arc::new(settings.options());
        self.settings = settings;
        self.surroundings_changed();
    }

    /// Facts or files are others now: what was worked out with the old ones is dropped.
    pub fn surroundings_changed(&mut self) {
        self.memo = Arc::new(self.memo.renewed());
        if let Some(snapshot) = self.pass() {
            // Of two that follow each other at once the older one is worked out. A short document is not worth
            // the memory.
            self.before = if snapshot.is_long_and_worked_out() { Some(snapshot) } else { self.before.take() };
        }
    }

    /// Forgets what requests share.
    fn pass(&mut self) -> Option<Snapshot> {
        self.snapshot.take().inspect(Snapshot::pass)
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
        self.pass();
        self.before = None;
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
                if document.len() as u64 > MAX_BYTES {
                    self.body = Body::Large(document.snapshot().text().to_owned());
                }
            }
            Body::Large(text) => {
                let edited = edited(text, range, &change.text, encoding);
                self.body = Body::new(edited, self.version);
            }
        }
    }

    /// The document now, the same until something changes. `None` for texts that are not analysed.
    pub fn snapshot(
        &mut self,
        uri: &Uri,
        client: ClientSupport,
        facts: impl FnOnce(&Settings) -> Arc<dyn FactStore>,
    ) -> Option<Snapshot> {
        if self.snapshot.is_none() {
            let subject = self.subject(facts)?;
            let settings = Arc::clone(&self.settings);
            let root = self.context.as_ref().map(|context| context.root().to_owned());
            self.snapshot = Some(Snapshot::new(uri.clone(), self.version, subject, client, settings, root));
        }
        self.snapshot.clone()
    }

    /// The snapshot, or while a long document is looked at anew what was known of this text before: for those
    /// who would rather not wait.
    pub fn at_hand(&mut self, now: Snapshot) -> Snapshot {
        if self.before.is_some() && now.is_worked_out() {
            self.before = None;
        }
        self.before.clone().unwrap_or(now)
    }

    fn subject(&mut self, facts: impl FnOnce(&Settings) -> Arc<dyn FactStore>) -> Option<Subject> {
        let Body::Parsed(document) = &mut self.body else { return None };
        let context: Arc<dyn BuildContext> = match &self.context {
            Some(context) => Arc::<DiskContext>::clone(context),
            None => Arc::new(NoContext),
        };
        Some(Subject {
            source: document.snapshot(),
            options: Arc::clone(&self.options),
            context,
            facts: facts(&self.settings),
            memo: Arc::clone(&self.memo),
        })
    }
}

impl Drop for OpenDocument {
    fn drop(&mut self) {
        self.pass();
    }
}

/// An edit of a text that is not parsed.
fn edited(text: &str, range: syntax::PositionRange, new_text: &str, encoding: PositionEncoding) -> String {
    let lines = Lines::of(text);
    let at = |position| usize::from(lines.offset(text, position, encoding));
    let (start, end) = (at(range.start), at(range.end));
    [&text[..start], new_text, &text[end.max(start)..]].concat()
}

#[cfg(test)]
mod tests {
    use analysis::facts::NoFacts;

    use super::*;

    #[test]
    fn requests_share_one_analysis_until_something_changes() {
        let uri: Uri = "file:///Dockerfile".parse().expect("an address");
        let mut document = OpenDocument::new("FROM a\n".to_owned(), 1, Arc::default(), None);
        let client = ClientSupport::default();
        let take = |document: &mut OpenDocument| {
            document.snapshot(&uri, client, |_| Arc::new(NoFacts)).expect("it is analysed")
        };
        let first = take(&mut document);
        assert!(std::ptr::eq(first.analysis(), take(&mut document).analysis()));

        let change =
            TextDocumentContentChangeEvent { range: None, range_length: None, text: "FROM b\n".into() };
        document.change(vec![change], 2, client.encoding);
        let second = take(&mut document);
        assert_eq!((first.source().text(), second.analysis().source.text()), ("FROM a\n", "FROM b\n"));

        document.surroundings_changed();
        assert!(!std::ptr::eq(second.analysis(), take(&mut document).analysis()));
        assert!(first.is_past() && second.is_past() && !take(&mut document).is_past());
    }

    /// What is at hand of a document with this text, before and after its surroundings change, the new moment is
    /// worked out, and they change once more before an edit: whether it is the moment itself.
    fn is_at_hand(text: &str) -> [bool; 4] {
        let uri: Uri = "file:///Dockerfile".parse().expect("an address");
        let mut document = OpenDocument::new(text.to_owned(), 1, Arc::default(), None);
        let client = ClientSupport::default();
        let is_now = |document: &mut OpenDocument, works_out: bool| {
            let now = document.snapshot(&uri, client, |_| Arc::new(NoFacts)).expect("it is analysed");
            if works_out {
                now.analysis().findings();
            }
            let at_hand = document.at_hand(now.clone());
            assert_eq!(at_hand.source().text(), now.source().text());
            std::ptr::eq(at_hand.analysis(), now.analysis())
        };
        let first = is_now(&mut document, true);
        document.surroundings_changed();
        let (changed, worked_out) = (is_now(&mut document, false), is_now(&mut document, true));
        document.surroundings_changed();
        let change = TextDocumentContentChangeEvent {
            range: Some(tower_lsp::ls_types::Range::default()),
            range_length: None,
            text: "# x\n".into(),
        };
        document.change(vec![change], 2, client.encoding);
        [first, changed, worked_out, is_now(&mut document, false)]
    }

    #[test]
    fn what_was_known_of_a_long_text_is_at_hand_until_more_is_known_and_the_text_is_another() {
        assert_eq!(
            is_at_hand(&("FROM a\n".to_owned() + &"RUN x\n".repeat(1_200))),
            [true, false, true, true]
        );
        assert_eq!(is_at_hand("FROM a\nRUN x\n"), [true; 4], "a short text is looked at anew");
    }
}
