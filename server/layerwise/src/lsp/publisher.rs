//! The one task that owns pushed diagnostics: stale ones are dropped, unchanged ones not sent again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics};
use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::parcel::{Parcel, Parcels};
use super::requests::diagnostics;
use super::snapshot::Snapshot;
use super::state::State;
use super::work;

/// What may change diagnostics.
#[derive(Debug)]
pub enum Event {
    /// A document was opened or edited.
    Changed(Uri),
    Closed(Uri),
    /// Settings, facts or files on disk.
    Everything,
}

/// Diagnostics of a document, to be sent as a [`Parcel`](super::parcel::Parcel) by its number.
pub enum Publish {}

impl Notification for Publish {
    type Params = u64;
    const METHOD: &'static str = PublishDiagnostics::METHOD;
}

/// What the client was told last.
#[derive(PartialEq)]
struct Told {
    version: i32,
    diagnostics: Vec<Diagnostic>,
}

/// A look that takes no longer is taken here: to wake another thread and be woken by it takes as long.
const AT_ONCE: Duration = Duration::from_micros(300);
/// Longer texts are looked at elsewhere, whatever was before the edit.
const SHORT: usize = 32 << 10;

/// What publishing has come to, by document.
#[derive(Default)]
struct Published {
    told: HashMap<Uri, Arc<Told>>,
    /// How long the last look took.
    took: HashMap<Uri, Duration>,
}

/// Publishes until the session ends.
pub async fn run(state: Arc<State>, client: Client, parcels: Parcels, mut events: UnboundedReceiver<Event>) {
    let mut published = Published::default();
    while let Some(first) = events.recv().await {
        let mut changed = BTreeSet::new();
        let mut next = Some(first);
        while let Some(event) = next {
            match event {
                Event::Changed(uri) => drop(changed.insert(uri)),
                Event::Everything => {
                    published.took.clear(); // the next look is at everything anew
                    changed.extend(state.uris());
                }
                Event::Closed(uri) => {
                    changed.remove(&uri);
                    if published.forget(&uri) {
                        client.publish_diagnostics(uri, Vec::new(), None).await;
                    }
                }
            }
            next = events.try_recv().ok();
        }
        if !state.client().pulls_diagnostics {
            for uri in changed {
                publish(&state, &client, &parcels, uri, &mut published).await;
            }
        }
    }
}

impl Published {
    /// Forgets a document; whether the client shows diagnostics of it.
    fn forget(&mut self, uri: &Uri) -> bool {
        self.took.remove(uri);
        self.told.remove(uri).is_some_and(|told| !told.diagnostics.is_empty())
    }

    fn is_quick(&self, snapshot: &Snapshot) -> bool {
        let took = self.took.get(&snapshot.uri);
        took.is_some_and(|took| *took < AT_ONCE) && snapshot.source().text().len() <= SHORT
    }
}

async fn publish(
    state: &Arc<State>,
    client: &Client,
    parcels: &Parcels,
    uri: Uri,
    published: &mut Published,
) {
    let Some((version, is_large)) = state.version(&uri) else { return };
    let snapshot = state.snapshot(&uri);
    if snapshot.is_none() && !is_large {
        return;
    }
    let is_quick = snapshot.as_ref().is_some_and(|snapshot| published.is_quick(snapshot));
    let look = looking(snapshot, version, published.told.get(&uri).cloned(), uri.clone(), parcels.clone());
    let timed = move || {
        let start = Instant::now();
        (look(), start.elapsed())
    };
    let seen = if is_quick { work::guarded(timed) } else { state.workers().run(timed).await.ok() };
    // A failure was logged; what was published before still stands.
    let Some((found, took)) = seen else { return };
    if state.version(&uri).is_none_or(|(current, _)| current != version) {
        return; // edited or closed meanwhile, and that event waits in the queue
    }
    published.took.insert(uri.clone(), took);
    let Some((parcel, now)) = found else { return };
    published.told.insert(uri, Arc::new(now));
    client.send_notification::<Publish>(parcel.send()).await;
}

/// Works out diagnostics and writes them out; gives `None` where the client knows them.
fn looking(
    snapshot: Option<Snapshot>,
    version: i32,
    known: Option<Arc<Told>>,
    uri: Uri,
    parcels: Parcels,
) -> impl FnOnce() -> Option<(Parcel, Told)> {
    move || {
        let found = snapshot.map_or_else(|| vec![diagnostics::too_large()], |it| diagnostics::compute(&it));
        let now = Told { version, diagnostics: found };
        if known.is_some_and(|known| *known == now) {
            return None;
        }
        let params = PublishDiagnosticsParams::new(uri, now.diagnostics, Some(version));
        let parcel = parcels.pack(&params).ok()?;
        Some((parcel, Told { version, diagnostics: params.diagnostics }))
    }
}
