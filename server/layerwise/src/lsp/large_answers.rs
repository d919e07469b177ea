//! Requests whose answers grow with the document: their handlers give a [`Parcel`] instead of a value.

use std::sync::Arc;

use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use tower_lsp::LspServiceBuilder;
use tower_lsp::jsonrpc::{Error, Request, Result};
use tower_lsp::ls_types::*;

use super::parcel::Parcel;
use super::requests::{
    code_lens, completion, diagnostics, document_link, formatting, inlay_hint, outline, semantic_tokens,
};
use super::server::Backend;
use super::snapshot::Snapshot;

/// Methods with their handlers. The library has a handler of its own type for each method of the protocol,
/// so these stand beside it under other names.
macro_rules! handlers {
    ($($method:literal => $handler:ident,)*) => {
        fn name_of_handler(method: &str) -> Option<&'static str> {
            match method {
                $($method => Some(concat!("parcel/", $method)),)*
                _ => None,
            }
        }

        /// The service with these handlers.
        pub fn register(builder: LspServiceBuilder<Backend>) -> LspServiceBuilder<Backend> {
            builder$(.custom_method(concat!("parcel/", $method), Backend::$handler))*
        }
    };
}

handlers! {
    "textDocument/codeLens" => code_lens,
    "textDocument/completion" => completion_list,
    "textDocument/diagnostic" => diagnostic,
    "textDocument/documentLink" => document_link,
    "textDocument/documentSymbol" => document_symbol,
    "textDocument/foldingRange" => folding_range,
    "textDocument/formatting" => formatting,
    "textDocument/inlayHint" => inlay_hint,
    "textDocument/semanticTokens/full" => semantic_tokens_full,
    "textDocument/semanticTokens/full/delta" => semantic_tokens_delta,
    "textDocument/semanticTokens/range" => semantic_tokens_range,
}

/// The same request to the handler that answers with a parcel, where there is one.
pub fn routed(request: Request) -> Request {
    let Some(handler) = name_of_handler(request.method()) else { return request };
    let (_, id, params) = request.into_parts();
    let mut routed = Request::build(handler);
    if let Some(id) = id {
        routed = routed.id(id);
    }
    if let Some(params) = params {
        routed = routed.params(params);
    }
    routed.finish()
}

impl Backend {
    /// Answers with a parcel from a snapshot of the document; `None` where it is not open or too large.
    async fn parcel<R: Serialize>(
        &self,
        uri: &Uri,
        request: impl FnOnce(&Snapshot) -> R + Send + 'static,
    ) -> Result<Option<Parcel>> {
        let parcels = self.parcels.clone();
        let packed = self.answer(uri, move |snapshot| parcels.pack(&request(snapshot))).await?;
        packed.transpose().map_err(|_| Error::internal_error())
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Parcel>> {
        self.parcel(&params.text_document.uri, code_lens::lenses).await
    }

    async fn completion_list(&self, params: CompletionParams) -> Result<Option<Parcel>> {
        let place = params.text_document_position;
        self.state.completing(&place.text_document.uri);
        let (images, mut arrivals) = (self.state.workspace_images(), self.state.arrivals());
        let deadline = Instant::now() + completion::DEADLINE;
        loop {
            let (parcels, images) = (self.parcels.clone(), Arc::clone(&images));
            let complete = move |snapshot: &Snapshot| {
                let list = completion::completion(snapshot, place.position, &images);
                // Where there is nothing to show yet, an answer may come in time.
                let waits = list.is_incomplete && list.is_empty();
                parcels.pack(&list).map(|packed| (waits, packed)).map_err(|_| Error::internal_error())
            };
            let answer = self.answer(&place.text_document.uri, complete).await?.transpose()?;
            let waits = answer.as_ref().is_some_and(|(waits, _)| *waits);
            if !waits || !matches!(timeout_at(deadline, arrivals.changed()).await, Ok(Ok(()))) {
                return Ok(answer.map(|(_, packed)| packed));
            }
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<Option<Parcel>> {
        let uri = params.text_document.uri;
        let previous = params.previous_result_id;
        if self.state.snapshot(&uri).is_none() {
            let is_large = self.state.version(&uri).is_some();
            let found = if is_large { vec![diagnostics::too_large()] } else { Vec::new() };
            let packed = self.parcels.pack(&diagnostics::report(found, previous.as_deref()));
            return packed.map(Some).map_err(|_| Error::internal_error());
        }
        let report = move |snapshot: &Snapshot| {
            diagnostics::report(diagnostics::compute(snapshot), previous.as_deref())
        };
        self.parcel(&uri, report).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Parcel>> {
        self.parcel(&params.text_document.uri, document_link::links).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<Parcel>> {
        self.parcel(&params.text_document.uri, outline::symbols).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Parcel>> {
        self.parcel(&params.text_document.uri, outline::foldings).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Parcel>> {
        let format = move |snapshot: &Snapshot| formatting::document(snapshot, &params.options);
        self.parcel(&params.text_document.uri, format).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Parcel>> {
        let _answering = self.state.answering_hints().await;
        let hints = move |snapshot: &Snapshot| inlay_hint::hints(snapshot, params.range);
        self.parcel(&params.text_document.uri, hints).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<Parcel>> {
        let state = self.state.clone();
        let tokens = move |snapshot: &Snapshot| {
            let tokens = semantic_tokens::tokens(snapshot, None);
            let (id, _) = state.remember_tokens(&snapshot.uri, tokens.clone());
            semantic_tokens::whole(Some(id), tokens)
        };
        self.parcel(&params.text_document.uri, tokens).await
    }

    async fn semantic_tokens_delta(&self, params: SemanticTokensDeltaParams) -> Result<Option<Parcel>> {
        let state = self.state.clone();
        let previous = params.previous_result_id;
        let tokens = move |snapshot: &Snapshot| -> SemanticTokensFullDeltaResult {
            let tokens = semantic_tokens::tokens(snapshot, None);
            let (id, before) = state.remember_tokens(&snapshot.uri, tokens.clone());
            match before.filter(|(had, _)| *had == previous) {
                Some((_, old)) => semantic_tokens::delta(id, &old, &tokens).into(),
                None => semantic_tokens::whole(Some(id), tokens).into(),
            }
        };
        self.parcel(&params.text_document.uri, tokens).await
    }

    async fn semantic_tokens_range(&self, params: SemanticTokensRangeParams) -> Result<Option<Parcel>> {
        let tokens = move |snapshot: &Snapshot| {
            semantic_tokens::whole(None, semantic_tokens::tokens(snapshot, Some(params.range)))
        };
        self.parcel(&params.text_document.uri, tokens).await
    }
}
