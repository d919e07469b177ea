//! The handlers. Each takes its snapshot first, hands the work over, and knows nothing else. Those with
//! answers that grow with the document are in [`super::large_answers`].

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::request::{GotoDeclarationParams, GotoDeclarationResponse};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use super::background::Background;
use super::capabilities::{ClientSupport, REFRESH_FACTS, server_capabilities};
use super::configuration::{Configuration, SECTION};
use super::convert;
use super::lifecycle::Watch;
use super::outbox::{self, Letter};
use super::parcel::Parcels;
use super::parent;
use super::progress;
use super::publisher;
use super::requests::definition::Which;
use super::requests::{
    code_action, completion, definition, formatting, hover, inlay_hint, outline, references, rename,
    signature_help, will_rename_files, workspace_symbol,
};
use super::snapshot::Snapshot;
use super::state::State;
use super::work::{self, Workers};

pub struct Backend {
    pub(super) state: Arc<State>,
    pub(super) parcels: Parcels,
    background: Background,
    watch: Watch,
}

impl Backend {
    /// A server with its tasks, on the current runtime.
    pub fn new(
        client: Client,
        watch: Watch,
        configuration: Configuration,
        workers: Workers,
        background: Background,
        parcels: Parcels,
    ) -> Self {
        let (publisher, events) = mpsc::unbounded_channel();
        let (outbox, letters) = mpsc::unbounded_channel();
        let (reports, notes) = mpsc::unbounded_channel();
        let state = State::new(workers, publisher, outbox, reports, configuration);
        tokio::spawn(publisher::run(Arc::clone(&state), client.clone(), parcels.clone(), events));
        tokio::spawn(progress::run(Arc::clone(&state), client.clone(), notes));
        tokio::spawn(outbox::run(Arc::clone(&state), client, letters));
        Self { state, parcels, background, watch }
    }

    async fn work<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R> {
        self.state.workers().run(work).await
    }

    /// Answers from a snapshot of the document; `None` where it is not open or too large.
    pub(super) async fn answer<R: Send + 'static>(
        &self,
        uri: &Uri,
        request: impl FnOnce(&Snapshot) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        match self.state.snapshot(uri) {
            Some(snapshot) => self.work(move || request(&snapshot)).await.map(Some),
            None => Ok(None),
        }
    }

    /// Answers about a position.
    async fn flat_answer<R: Send + 'static>(
        &self,
        place: TextDocumentPositionParams,
        request: impl FnOnce(&Snapshot, Position) -> Option<R> + Send + 'static,
    ) -> Result<Option<R>> {
        let found =
            self.answer(&place.text_document.uri, move |snapshot| request(snapshot, place.position)).await?;
        Ok(found.flatten())
    }

    pub async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        self.state.tell_progress(progress::Note::Cancel(params.token));
    }

    #[cfg(debug_assertions)]
    pub async fn panic_for_test(&self) -> Result<()> {
        self.work(|| panic!("asked for by a test")).await
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let name = params.client_info.as_ref().map(|client| client.name.clone());
        let client = ClientSupport::of(&params.capabilities, name.as_deref());
        parent::expect(&self.watch, params.process_id);
        let roots = roots(&params);
        self.state.initialize(client, roots, params.initialization_options);
        Ok(InitializeResult {
            capabilities: server_capabilities(&client),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.state.send(Letter::Register);
        self.state.check_settings();
        self.state.send(Letter::PullConfiguration);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        work::guarded(|| self.state.open(params.text_document));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        work::guarded(|| self.state.change(document.uri, document.version, params.content_changes));
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        work::guarded(|| self.state.files_changed());
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.state.close(params.text_document.uri);
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        work::guarded(|| self.state.files_changed());
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let removed = paths_of(&params.event.removed);
        self.state.change_roots(paths_of(&params.event.added), &removed);
    }

    async fn did_change_configuration(&self, mut params: DidChangeConfigurationParams) {
        match params.settings.get_mut(SECTION).map(serde_json::Value::take).filter(|it| !it.is_null()) {
            Some(section) => drop(work::guarded(|| self.state.configure(section))),
            None => self.state.send(Letter::PullConfiguration),
        }
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        match params.command.as_str() {
            REFRESH_FACTS => self.state.refresh_facts(),
            other => return Err(Error::invalid_params(format!("unknown command: {other}"))),
        }
        Ok(None)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        let roots = self.state.roots();
        let answer =
            move |snapshot: &_| code_action::actions(snapshot, params.range, &params.context, &roots);
        self.answer(&uri, answer).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let mut arrivals = self.state.arrivals();
        let deadline = Instant::now() + completion::DEADLINE;
        while let Some(snapshot) = self.state.completed() {
            let item = item.clone();
            let document = move || completion::documented(item, &snapshot.subject.inputs());
            let (item, is_awaited) = self.work(document).await?;
            if !is_awaited || !matches!(timeout_at(deadline, arrivals.changed()).await, Ok(Ok(()))) {
                return Ok(item);
            }
        }
        Ok(item)
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        let Some((uri, instruction)) = inlay_hint::subject(&hint) else { return Ok(hint) };
        match self.state.snapshot(&uri) {
            Some(snapshot) => self.work(move || inlay_hint::explained(&snapshot, hint, instruction)).await,
            None => Ok(hint),
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let Some((now, at_hand)) = self.state.snapshot_at_hand(&place.text_document.uri) else {
            return Ok(None);
        };
        let background = self.background.clone();
        self.work(move || {
            let found = hover::hover(&at_hand, place.position);
            hover::prepare(&now, &background);
            found
        })
        .await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        self.flat_answer(params.text_document_position_params, signature_help::help).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let find = |snapshot: &Snapshot, position| definition::find(snapshot, position, Which::Definition);
        self.flat_answer(params.text_document_position_params, find).await
    }

    async fn goto_declaration(
        &self,
        params: GotoDeclarationParams,
    ) -> Result<Option<GotoDeclarationResponse>> {
        let find = |snapshot: &Snapshot, position| definition::find(snapshot, position, Which::Declaration);
        self.flat_answer(params.text_document_position_params, find).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let with_declaration = params.context.include_declaration;
        let find = move |snapshot: &Snapshot, position| {
            Some(references::locations(snapshot, position, with_declaration))
        };
        self.flat_answer(params.text_document_position, find).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let find = |snapshot: &Snapshot, position| Some(references::highlights(snapshot, position));
        self.flat_answer(params.text_document_position_params, find).await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        self.flat_answer(params.text_document_position_params, references::linked).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let prepare = |snapshot: &Snapshot, position| Some(rename::prepare(snapshot, position));
        self.flat_answer(params, prepare).await?.transpose()
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let apply =
            move |snapshot: &Snapshot, position| Some(rename::apply(snapshot, position, &params.new_name));
        self.flat_answer(params.text_document_position, apply).await?.transpose()
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let (open, roots, client) = (self.state.snapshots(), self.state.roots(), self.state.client());
        let search = move || workspace_symbol::search(&open, &roots, client, &params.query);
        self.work(search).await.map(|found| Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let (open, roots, client) = (self.state.snapshots(), self.state.roots(), self.state.client());
        self.work(move || will_rename_files::edits(&open, &roots, client, &params.files)).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let select = move |snapshot: &Snapshot| outline::selections(snapshot, &params.positions);
        self.answer(&params.text_document.uri, select).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let format = move |snapshot: &Snapshot| formatting::range(snapshot, params.range, &params.options);
        self.answer(&params.text_document.uri, format).await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let options = params.options;
        let format =
            move |snapshot: &Snapshot, position| Some(formatting::on_type(snapshot, position, &options));
        self.flat_answer(params.text_document_position, format).await
    }
}

/// Workspace folders, else the older way to name one.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    #[allow(deprecated)] // older clients send nothing else
    let old = params.root_uri.as_ref().and_then(convert::path_of);
    match &params.workspace_folders {
        Some(folders) if !folders.is_empty() => paths_of(folders),
        _ => old.into_iter().collect(),
    }
}

fn paths_of(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|folder| convert::path_of(&folder.uri)).collect()
}
