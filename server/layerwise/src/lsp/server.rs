//! The handlers. Each takes its snapshot first, hands the work over, and knows nothing else.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem, CompletionParams,
    CompletionResponse, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, InlayHint, InlayHintParams, ServerInfo, Uri, WorkspaceFolder,
};
use tower_lsp::{Client, LanguageServer};

use super::capabilities::{ClientSupport, server_capabilities};
use super::configuration::SECTION;
use super::lifecycle::Watch;
use super::outbox::{self, Letter};
use super::publisher;
use super::requests::{code_action, code_lens, completion, diagnostics, hover, inlay_hint};
use super::snapshot::Snapshot;
use super::state::State;
use super::{convert, work};

pub struct Backend {
    state: Arc<State>,
    watch: Watch,
}

impl Backend {
    /// A server with its tasks, on the current runtime.
    pub fn new(client: Client, watch: Watch) -> Self {
        let (publisher, events) = mpsc::unbounded_channel();
        let (outbox, letters) = mpsc::unbounded_channel();
        let state = State::new(publisher, outbox);
        tokio::spawn(publisher::run(Arc::clone(&state), client.clone(), events));
        tokio::spawn(outbox::run(Arc::clone(&state), client, letters));
        Self { state, watch }
    }

    /// Answers from a snapshot of the document; `None` where it is not open or too large.
    async fn answer<R: Send + 'static>(
        &self,
        uri: &Uri,
        request: impl FnOnce(&Snapshot) -> R + Send + 'static,
    ) -> Result<Option<R>> {
        match self.state.snapshot(uri) {
            Some(snapshot) => work::run(move || request(&snapshot)).await.map(Some),
            None => Ok(None),
        }
    }

    #[cfg(debug_assertions)]
    pub async fn panic_for_test(&self) -> Result<()> {
        work::run(|| panic!("asked for by a test")).await
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let name = params.client_info.as_ref().map(|client| client.name.clone());
        let client = ClientSupport::of(&params.capabilities, name.as_deref());
        self.watch.set_parent(params.process_id);
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

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.answer(&uri, move |snapshot| code_action::actions(snapshot, params.range, &params.context)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = params.text_document_position;
        self.state.completing(&place.text_document.uri);
        let list = self
            .answer(&place.text_document.uri, move |snapshot| {
                completion::completion(snapshot, place.position)
            })
            .await?;
        Ok(list.map(CompletionResponse::List))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        match self.state.completed() {
            Some(snapshot) => {
                let inputs = move || completion::documented(item, &snapshot.subject.inputs());
                work::run(inputs).await
            }
            None => Ok(item),
        }
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.answer(&params.text_document.uri, move |snapshot| inlay_hint::hints(snapshot, params.range))
            .await
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        let Some((uri, instruction)) = inlay_hint::subject(&hint) else { return Ok(hint) };
        match self.state.snapshot(&uri) {
            Some(snapshot) => work::run(move || inlay_hint::explained(&snapshot, hint, instruction)).await,
            None => Ok(hint),
        }
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.answer(&params.text_document.uri, code_lens::lenses).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let found = self
            .answer(&place.text_document.uri, move |snapshot| hover::hover(snapshot, place.position))
            .await?;
        Ok(found.flatten())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        let found = match self.state.snapshot(&uri) {
            Some(snapshot) => work::run(move || diagnostics::compute(&snapshot)).await?,
            None if self.state.version(&uri).is_some() => vec![diagnostics::too_large()],
            None => Vec::new(),
        };
        Ok(diagnostics::report(found, params.previous_result_id.as_deref()))
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
