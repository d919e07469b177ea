//! The one task that owns pushed diagnostics: stale ones are dropped, unchanged ones not sent again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics};
use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::parcel::Parcels;
use super::requests::diagnostics;
use super::state::State;

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

/// Publishes until the session ends.
pub async fn run(state: Arc<State>, client: Client, parcels: Parcels, mut events: UnboundedReceiver<Event>) {
    let mut told: HashMap<Uri, Arc<Told>> = HashMap::new();
    while let Some(first) = events.recv().await {
        let mut changed = BTreeSet::new();
        let mut next = Some(first);
        while let Some(event) = next {
            match event {
                Event::Changed(uri) => drop(changed.insert(uri)),
                Event::Everything => changed.extend(state.uris()),
                Event::Closed(uri) => {
                    changed.remove(&uri);
                    if told.remove(&uri).is_some_and(|told| !told.diagnostics.is_empty()) {
                        client.publish_diagnostics(uri, Vec::new(), None).await;
                    }
                }
            }
            next = events.try_recv().ok();
        }
        if !state.client().pulls_diagnostics {
            for uri in changed {
                publish(&state, &client, &parcels, uri, &mut told).await;
            }
        }
    }
}

async fn publish(
    state: &Arc<State>,
    client: &Client,
    parcels: &Parcels,
    uri: Uri,
    told: &mut HashMap<Uri, Arc<Told>>,
) {
    let Some((version, is_large)) = state.version(&uri) else { return };
    let snapshot = state.snapshot(&uri);
    if snapshot.is_none() && !is_large {
        return;
    }
    let (known, parcels, about) = (told.get(&uri).cloned(), parcels.clone(), uri.clone());
    let look = move || {
        let found = snapshot.map_or_else(|| vec![diagnostics::too_large()], |it| diagnostics::compute(&it));
        let now = Told { version, diagnostics: found };
        if known.is_some_and(|known| *known == now) {
            return None;
        }
        let params = PublishDiagnosticsParams::new(about, now.diagnostics, Some(version));
        let parcel = parcels.pack(&params).ok()?;
        Some((parcel, Told { version, diagnostics: params.diagnostics }))
    };
    // A failure was logged; what was published before still stands.
    let Ok(Some((parcel, now))) = state.workers().run(look).await else { return };
    if state.version(&uri).is_none_or(|(current, _)| current != version) {
        return; // edited or closed meanwhile, and that event waits in the queue
    }
    told.insert(uri, Arc::new(now));
    client.send_notification::<Publish>(parcel.send()).await;
}
