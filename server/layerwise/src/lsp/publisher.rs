//! The one task that owns pushed diagnostics: stale ones are dropped, unchanged ones not sent again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::ls_types::{Diagnostic, Uri};

use super::requests::diagnostics;
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

/// What the client was told last.
struct Told {
    version: i32,
    diagnostics: Vec<Diagnostic>,
}

/// Publishes until the session ends.
pub async fn run(state: Arc<State>, client: Client, mut events: UnboundedReceiver<Event>) {
    let mut told: HashMap<Uri, Told> = HashMap::new();
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
                publish(&state, &client, uri, &mut told).await;
            }
        }
    }
}

async fn publish(state: &Arc<State>, client: &Client, uri: Uri, told: &mut HashMap<Uri, Told>) {
    let Some((version, is_large)) = state.version(&uri) else { return };
    let found = match state.snapshot(&uri) {
        Some(snapshot) => work::run(move || diagnostics::compute(&snapshot)).await,
        None if is_large => Ok(vec![diagnostics::too_large()]),
        None => return,
    };
    // A failure was logged; what was published before still stands.
    let Ok(found) = found else { return };
    if state.version(&uri).is_none_or(|(current, _)| current != version) {
        return; // edited or closed meanwhile, and that event waits in the queue
    }
    if told.get(&uri).is_some_and(|told| told.version == version && told.diagnostics == found) {
        return;
    }
    told.insert(uri.clone(), Told { version, diagnostics: found.clone() });
    client.publish_diagnostics(uri, found, Some(version)).await;
}
