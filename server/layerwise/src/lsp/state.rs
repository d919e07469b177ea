//! What the session shares: documents, settings, facts, and the ways to the tasks that talk to the client.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use analysis::facts::FactStore;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{RwLock, RwLockReadGuard, watch};
use tower_lsp::ls_types::{SemanticToken, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use super::capabilities::ClientSupport;
use super::configuration::Configuration;
use super::convert;
use super::documents::OpenDocument;
use super::log;
use super::outbox::Letter;
use super::progress::{Note, Work};
use super::publisher::Event;
use super::snapshot::Snapshot;
use super::work::Workers;
use super::workspace_images::WorkspaceImages;
use crate::facts::DocumentFacts;
use crate::settings::Settings;
use crate::shellcheck::Shellchecks;
use crate::workspace::{DiskContext, Listeners, Listing, Surroundings};

const OFFLINE: &str = "facts are not refreshed, since the setting `offline` is on; turn it off first";

/// One session. Locks are held for look-ups only, never over an await.
pub struct State {
    client: OnceLock<ClientSupport>,
    documents: Mutex<HashMap<Uri, OpenDocument>>,
    configuration: Mutex<Configuration>,
    roots: Mutex<Vec<PathBuf>>,
    /// Where completion was asked for last: items that are resolved belong there.
    completing: Mutex<Option<Uri>>,
    /// The semantic tokens that the client has, with their ids.
    tokens: Mutex<HashMap<Uri, (u64, Vec<SemanticToken>)>>,
    facts: Mutex<Option<Facts>>,
    /// Counts arrivals of facts.
    arrivals: watch::Sender<u64>,
    images: WorkspaceImages,
    shellchecks: Shellchecks,
    /// Held for reading by each answer with hints that is under way.
    hints: RwLock<()>,
    workers: Workers,
    publisher: UnboundedSender<Event>,
    outbox: UnboundedSender<Letter>,
    progress: UnboundedSender<Note>,
}

/// The store with the settings that it was made from.
struct Facts {
    settings: Arc<Settings>,
    store: external::Store,
}

impl State {
    pub fn new(
        workers: Workers,
        publisher: UnboundedSender<Event>,
        outbox: UnboundedSender<Letter>,
        progress: UnboundedSender<Note>,
        configuration: Configuration,
    ) -> Arc<Self> {
        Arc::new(Self {
            client: OnceLock::new(),
            documents: Mutex::default(),
            configuration: Mutex::new(configuration),
            roots: Mutex::default(),
            completing: Mutex::default(),
            tokens: Mutex::default(),
            facts: Mutex::default(),
            arrivals: watch::Sender::default(),
            images: WorkspaceImages::default(),
            shellchecks: Shellchecks::default(),
            hints: RwLock::default(),
            workers,
            publisher,
            outbox,
            progress,
        })
    }

    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// To be held while hints are worked out.
    pub async fn answering_hints(&self) -> RwLockReadGuard<'_, ()> {
        self.hints.read().await
    }

    /// Waits until no answer with hints is under way.
    pub async fn hints_answered(&self) {
        drop(self.hints.write().await);
    }

    pub fn client(&self) -> ClientSupport {
        self.client.get().copied().unwrap_or_default()
    }

    pub fn initialize(&self, client: ClientSupport, roots: Vec<PathBuf>, options: Option<Value>) {
        let _ = self.client.set(client); // a second `initialize` is refused before this
        *lock(&self.roots) = roots;
        lock(&self.configuration).initialize(options);
    }

    pub fn change_roots(&self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let mut roots = lock(&self.roots);
        roots.retain(|root| !removed.contains(root));
        roots.extend(added);
        self.images.forget();
    }

    pub fn open(self: &Arc<Self>, item: TextDocumentItem) {
        let path = convert::path_of(&item.uri);
        let settings = self.settings(&self.folder_of(path.as_deref()));
        let context = path.as_deref().map(|path| self.context(path, Surroundings::of(path)));
        let document = OpenDocument::new(item.text, item.version, settings, context);
        lock(&self.documents).insert(item.uri.clone(), document);
        self.publish(Event::Changed(item.uri));
    }

    pub fn change(&self, uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let encoding = self.client().encoding;
        if let Some(document) = lock(&self.documents).get_mut(&uri) {
            document.change(changes, version, encoding);
        }
        self.publish(Event::Changed(uri));
    }

    pub fn close(&self, uri: Uri) {
        lock(&self.documents).remove(&uri);
        lock(&self.tokens).remove(&uri);
        self.publish(Event::Closed(uri));
    }

    /// Files on disk have changed: settings, build contexts, what builds the Dockerfiles.
    pub fn files_changed(self: &Arc<Self>) {
        for (uri, document) in lock(&self.documents).iter_mut() {
            let Some((context, path)) = document.context.as_mut().zip(convert::path_of(uri)) else {
                continue;
            };
            let around = Surroundings::of(&path);
            if context.is_for(&around) {
                context.invalidate();
            } else {
                *context = self.context(&path, around);
            }
        }
        lock(&self.configuration).reload();
        self.settings_changed();
    }

    /// Takes the editor's settings.
    pub fn configure(&self, section: Value) {
        if lock(&self.configuration).change(section) {
            self.settings_changed();
        }
    }

    /// Gives every document its settings anew.
    fn settings_changed(&self) {
        let uris: Vec<Uri> = lock(&self.documents).keys().cloned().collect();
        for uri in uris {
            let settings = self.settings(&self.folder_of(convert::path_of(&uri).as_deref()));
            if let Some(document) = lock(&self.documents).get_mut(&uri) {
                document.set_settings(settings);
            }
        }
        self.surroundings_changed();
    }

    /// Something that analyses depend on, other than the text, is different.
    pub fn surroundings_changed(&self) {
        lock(&self.documents).values_mut().for_each(OpenDocument::surroundings_changed);
        self.publish(Event::Everything);
        self.send(Letter::Refresh);
    }

    /// The document now; `None` where it is not open, or too large to analyse.
    pub fn snapshot(self: &Arc<Self>, uri: &Uri) -> Option<Snapshot> {
        lock(&self.documents).get_mut(uri)?.snapshot(uri, self.client(), |settings| self.facts_for(settings))
    }

    /// As [`Self::snapshot`], with what answers at once: see [`OpenDocument::at_hand`].
    pub fn snapshot_at_hand(self: &Arc<Self>, uri: &Uri) -> Option<(Snapshot, Snapshot)> {
        let now = self.snapshot(uri)?;
        let at_hand = lock(&self.documents).get_mut(uri)?.at_hand(now.clone());
        Some((now, at_hand))
    }

    pub fn completing(&self, uri: &Uri) {
        *lock(&self.completing) = Some(uri.clone());
    }

    /// Changes when facts arrive that somebody asked for.
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.arrivals.subscribe()
    }

    /// Images that the Dockerfiles of the workspace begin with, as far as they are gathered.
    pub fn workspace_images(&self) -> Arc<[String]> {
        self.images.get(self.roots())
    }

    /// The document whose completions are shown.
    pub fn completed(self: &Arc<Self>) -> Option<Snapshot> {
        let uri = lock(&self.completing).clone()?;
        self.snapshot(&uri)
    }

    /// Every open document that is analysed.
    pub fn snapshots(self: &Arc<Self>) -> Vec<Snapshot> {
        self.uris().iter().filter_map(|uri| self.snapshot(uri)).collect()
    }

    pub fn roots(&self) -> Vec<PathBuf> {
        lock(&self.roots).clone()
    }

    /// Remembers the tokens that the client is given; their id, and the tokens that it had with theirs.
    pub fn remember_tokens(
        &self,
        uri: &Uri,
        tokens: Vec<SemanticToken>,
    ) -> (String, Option<(String, Vec<SemanticToken>)>) {
        let mut all = lock(&self.tokens);
        let before = all.remove(uri);
        let id = before.as_ref().map_or(1, |(id, _)| id + 1);
        all.insert(uri.clone(), (id, tokens));
        (id.to_string(), before.map(|(id, tokens)| (id.to_string(), tokens)))
    }

    /// The document's version, and whether it is too large to analyse.
    pub fn version(&self, uri: &Uri) -> Option<(i32, bool)> {
        lock(&self.documents).get(uri).map(|document| (document.version(), document.is_large()))
    }

    pub fn uris(&self) -> Vec<Uri> {
        lock(&self.documents).keys().cloned().collect()
    }

    /// The settings for documents in a folder. What is wrong with them is shown to the person.
    pub fn settings(&self, folder: &Path) -> Arc<Settings> {
        let (settings, problems) = lock(&self.configuration).settings(folder);
        problems.into_iter().for_each(|problem| self.send(Letter::Warn(problem)));
        settings
    }

    /// Tells what is wrong with the settings of the first root, before any document is open.
    pub fn check_settings(&self) {
        self.settings(&self.folder_of(None));
    }

    pub fn send(&self, letter: Letter) {
        let _ = self.outbox.send(letter); // closed only when the session ends
    }

    pub fn tell_progress(&self, note: Note) {
        let _ = self.progress.send(note); // closed only when the session ends
    }

    /// Asks the sources of facts again about everything that open documents depend on.
    pub fn refresh_facts(&self) {
        if self.settings(&self.folder_of(None)).offline {
            self.send(Letter::Warn(OFFLINE.to_owned()));
            return;
        }
        if let Some(facts) = lock(&self.facts).as_ref() {
            facts.store.refresh();
        }
        lock(&self.documents)
            .values()
            .filter_map(|document| document.context.as_ref())
            .for_each(|it| it.resume());
        self.surroundings_changed();
    }

    /// Stops what the person does not want to go on.
    pub fn stop(&self, work: &Work) {
        match work {
            Work::Fetch(key) => {
                lock(&self.facts).as_ref().into_iter().for_each(|facts| facts.store.stop(key));
            }
            Work::Listing(listing) => listing.stop(),
        }
    }

    fn publish(&self, event: Event) {
        let _ = self.publisher.send(event); // closed only when the session ends
    }

    /// The folder whose settings hold for a document: its own, else the first root.
    fn folder_of(&self, path: Option<&Path>) -> PathBuf {
        let own = path.and_then(Path::parent).map(Path::to_owned);
        own.or_else(|| lock(&self.roots).first().cloned()).unwrap_or_else(|| PathBuf::from("."))
    }

    fn context(self: &Arc<Self>, path: &Path, around: Surroundings) -> Arc<DiskContext> {
        Arc::new(DiskContext::in_background(around, Some(path), self.listeners()))
    }

    fn listeners(self: &Arc<Self>) -> Listeners {
        let progress = self.progress.clone();
        let on_progress = move |listing: &Listing, entries: Option<usize>| {
            let work = Work::Listing(listing.clone());
            let note = match entries {
                Some(entries) => Note::Progress { work, done: entries as u64, total: None },
                None => Note::Finished(work),
            };
            let _ = progress.send(note); // closed only when the session ends
        };
        Listeners { on_change: self.on_change(), on_progress: Arc::new(on_progress) }
    }

    /// Looks at every document again, as long as the session lasts.
    fn on_change(self: &Arc<Self>) -> Arc<dyn Fn() + Send + Sync> {
        let state = Arc::downgrade(self);
        Arc::new(move || {
            if let Some(state) = state.upgrade() {
                state.surroundings_changed();
            }
        })
    }

    /// The store as documents with these settings see it.
    fn facts_for(self: &Arc<Self>, settings: &Settings) -> Arc<dyn FactStore> {
        let facts = self.facts();
        let shellcheck = self.shellchecks.get(&settings.shellcheck, || Some(self.on_change()));
        match shellcheck {
            Ok(None) => facts,
            Ok(shellcheck) => Arc::new(DocumentFacts::new(facts, shellcheck)),
            Err(failure) => {
                self.send(Letter::Warn(failure.to_string()));
                facts
            }
        }
    }

    /// The store of facts for the session's network settings, made when first asked for.
    fn facts(self: &Arc<Self>) -> Arc<dyn FactStore> {
        let folder = self.folder_of(None);
        let settings = self.settings(&folder);
        let mut facts = lock(&self.facts);
        let fits = |known: &&Facts| {
            Arc::ptr_eq(&known.settings, &settings) || known.settings.same_network(&settings)
        };
        if let Some(known) = facts.as_ref().filter(fits) {
            return Arc::new(known.store.clone());
        }
        if let Some(old) = facts.take() {
            old.store.cancel_all();
        }
        let store = external::Store::new(settings.network_config(), Handle::current());
        store.fetch_in_background();
        self.listen(&store);
        *facts = Some(Facts { settings, store: store.clone() });
        Arc::new(store)
    }

    /// Looks at every document again when facts arrive, and passes on how far fetches are.
    fn listen(self: &Arc<Self>, store: &external::Store) {
        let (mut events, state) = (store.events(), Arc::downgrade(self));
        tokio::spawn(async move {
            loop {
                let event = events.recv().await;
                let Some(state) = state.upgrade() else { return };
                match event {
                    Ok(external::Event::Changed(keys)) => {
                        // What follows somebody's typing bears on nothing but the list that is asked for.
                        if !keys.iter().all(external::FactKey::is_typed) {
                            state.surroundings_changed();
                        }
                        state.arrivals.send_modify(|count| *count += 1);
                    }
                    Err(RecvError::Lagged(_)) => state.surroundings_changed(),
                    Ok(external::Event::Unreachable(why)) => {
                        log::line(&format!("{why}; the embedded facts and the cache answer meanwhile"));
                    }
                    Ok(external::Event::Progress { key, done, total }) => {
                        state.tell_progress(Note::Progress { work: Work::Fetch(key), done, total });
                    }
                    Ok(external::Event::Finished(key)) => {
                        state.tell_progress(Note::Finished(Work::Fetch(key)));
                    }
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }
}

/// What these locks hold is changed in single steps, so a panic elsewhere leaves it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
