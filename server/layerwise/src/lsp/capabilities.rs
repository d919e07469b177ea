//! What the client can do, and what this server says that it does.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DeclarationCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentLinkOptions, DocumentOnTypeFormattingOptions, ExecuteCommandOptions, FileOperationFilter,
    FileOperationPattern, FileOperationRegistrationOptions, FoldingRangeProviderCapability,
    HoverProviderCapability, InlayHintOptions, InlayHintServerCapabilities,
    LinkedEditingRangeServerCapabilities, OneOf, PositionEncodingKind, RenameOptions, ResourceOperationKind,
    SaveOptions, SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    ServerCapabilities, SignatureHelpOptions, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use syntax::PositionEncoding;

use super::requests::semantic_tokens::legend;

/// Kind of the action that applies every safe fix.
pub const FIX_ALL: &str = "source.fixAll.layerwise";

/// Command that asks every registry and package index again.
pub const REFRESH_FACTS: &str = "layerwise.facts.refresh";

/// Typing these brings up completions: the tag after an image, flags, values, variables, paths.
const TRIGGERS: [&str; 9] = [":", "/", "=", ",", "$", "{", "-", "@", "#"];

/// What of the client matters here.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClientSupport {
    pub encoding: PositionEncoding,
    /// It asks for diagnostics; they are not pushed then.
    pub pulls_diagnostics: bool,
    pub refreshes_diagnostics: bool,
    pub refreshes_hints: bool,
    pub refreshes_lenses: bool,
    pub answers_configuration: bool,
    pub registers_configuration: bool,
    pub registers_watched_files: bool,
    pub versioned_edits: bool,
    /// Edits may create files.
    pub creates_files: bool,
    /// It shows edits that are marked so before it applies them.
    pub annotated_edits: bool,
    /// Actions that cannot be done may be sent, with the reason.
    pub disabled_actions: bool,
    pub related_information: bool,
    pub snippets: bool,
    pub completion_tags: bool,
    /// A list may say once what range its items replace, and what they are resolved by.
    pub completion_defaults: bool,
    pub definition_links: bool,
    pub declaration_links: bool,
    pub nested_symbols: bool,
    pub folds_whole_lines: bool,
    /// It asks before files get other names.
    pub asks_before_renames: bool,
    pub shows_progress: bool,
    /// It has the command that asks for completions again.
    pub retriggers_completion: bool,
}

impl ClientSupport {
    pub fn of(client: &ClientCapabilities, name: Option<&str>) -> Self {
        let completion = client.text_document.as_ref().and_then(|it| it.completion.as_ref());
        let item = completion.and_then(|it| it.completion_item.as_ref());
        let workspace = client.workspace.as_ref();
        let document = client.text_document.as_ref();
        Self {
            encoding: encoding(client),
            pulls_diagnostics: document.is_some_and(|it| it.diagnostic.is_some()),
            refreshes_diagnostics: workspace
                .and_then(|it| it.diagnostics.as_ref()?.refresh_support)
                .unwrap_or_default(),
            refreshes_hints: workspace
                .and_then(|it| it.inlay_hint.as_ref()?.refresh_support)
                .unwrap_or_default(),
            refreshes_lenses: workspace
                .and_then(|it| it.code_lens.as_ref()?.refresh_support)
                .unwrap_or_default(),
            answers_configuration: workspace.and_then(|it| it.configuration).unwrap_or_default(),
            registers_configuration: workspace
                .and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
                .unwrap_or_default(),
            registers_watched_files: workspace
                .and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or_default(),
            versioned_edits: workspace
                .and_then(|it| it.workspace_edit.as_ref()?.document_changes)
                .unwrap_or_default(),
            creates_files: workspace
                .and_then(|it| it.workspace_edit.as_ref()?.resource_operations.as_ref())
                .is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create)),
            annotated_edits: workspace
                .and_then(|it| it.workspace_edit.as_ref())
                .is_some_and(|it| it.change_annotation_support.is_some()),
            disabled_actions: document
                .and_then(|it| it.code_action.as_ref()?.disabled_support)
                .unwrap_or_default(),
            related_information: document
                .and_then(|it| it.publish_diagnostics.as_ref()?.related_information)
                .unwrap_or_default(),
            snippets: item.and_then(|it| it.snippet_support).unwrap_or_default(),
            completion_tags: item.is_some_and(|it| it.tag_support.is_some()),
            completion_defaults: completion
                .and_then(|it| it.completion_list.as_ref()?.item_defaults.as_deref())
                .is_some_and(has_defaults),
            definition_links: document
                .and_then(|it| it.definition.as_ref()?.link_support)
                .unwrap_or_default(),
            declaration_links: document
                .and_then(|it| it.declaration.as_ref()?.link_support)
                .unwrap_or_default(),
            nested_symbols: document
                .and_then(|it| it.document_symbol.as_ref()?.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            folds_whole_lines: document
                .and_then(|it| it.folding_range.as_ref()?.line_folding_only)
                .unwrap_or_default(),
            asks_before_renames: workspace
                .and_then(|it| it.file_operations.as_ref()?.will_rename)
                .unwrap_or_default(),
            shows_progress: client.window.as_ref().and_then(|it| it.work_done_progress).unwrap_or_default(),
            retriggers_completion: name.is_some_and(|name| name.contains("Code") || name == "Cursor"),
        }
    }
}

/// The defaults of a list that matter: they shorten lists of hundreds of tags.
fn has_defaults(known: &[String]) -> bool {
    ["editRange", "data"].iter().all(|wanted| known.iter().any(|name| name == wanted))
}

/// UTF-8 where the client has it: offsets then need no conversion. Else UTF-16, which every client has.
fn encoding(client: &ClientCapabilities) -> PositionEncoding {
    let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_deref());
    let offers = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
    if offers(&PositionEncodingKind::UTF8) {
        PositionEncoding::Utf8
    } else if offered.is_some()
        && !offers(&PositionEncodingKind::UTF16)
        && offers(&PositionEncodingKind::UTF32)
    {
        PositionEncoding::Utf32
    } else {
        PositionEncoding::Utf16
    }
}

/// What is answered; nothing else is advertised.
pub fn server_capabilities(client: &ClientSupport) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding_kind(client.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::REFACTOR_REWRITE,
                CodeActionKind::new(FIX_ALL),
            ]),
            ..CodeActionOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.iter().map(ToString::to_string).collect()),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(vec![" ".to_owned(), ",".to_owned()]),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            more_trigger_character: None,
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(InlayHintOptions {
            resolve_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }))),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        // Who does not ask for diagnostics is told of them.
        diagnostic_provider: client.pulls_diagnostics.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("layerwise".to_owned()),
                inter_file_dependencies: false,
                workspace_diagnostics: false,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![REFRESH_FACTS.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: client.asks_before_renames.then(file_renames),
        }),
        ..ServerCapabilities::default()
    }
}

/// Every file and folder may be part of a build context.
fn file_renames() -> WorkspaceFileOperationsServerCapabilities {
    let pattern = FileOperationPattern { glob: "**/*".to_owned(), ..FileOperationPattern::default() };
    let filter = FileOperationFilter { scheme: Some("file".to_owned()), pattern };
    WorkspaceFileOperationsServerCapabilities {
        will_rename: Some(FileOperationRegistrationOptions { filters: vec![filter] }),
        ..WorkspaceFileOperationsServerCapabilities::default()
    }
}

fn encoding_kind(encoding: PositionEncoding) -> PositionEncodingKind {
    match encoding {
        PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
        PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
        PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
    }
}
