//! Completion, and the documentation of an item when the client asks for it.

use std::time::Duration;

use analysis::Inputs;
use ide::completion::{Completions, Item, ItemKind, Workspace, complete_in, resolve};
use serde_json::Value;
use tower_lsp::ls_types::{
    Command, CompletionItem, CompletionItemKind, CompletionItemTag, CompletionList, CompletionTextEdit,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind, Position, Range, TextEdit,
};

use super::super::snapshot::Snapshot;

/// How long a list waits for its first item, where a registry is being asked and nothing else is known.
pub const DEADLINE: Duration = Duration::from_millis(700);

/// What may be written at a position, best first. `images` are those of the workspace.
pub fn completion(snapshot: &Snapshot, position: Position, images: &[String]) -> CompletionList {
    let offset = snapshot.offset(position);
    let found = complete_in(snapshot.analysis(), offset, &Workspace { images });
    let range = on_line(snapshot.range(found.range), position);
    let Completions { items, is_incomplete, .. } = found;
    let digits = items.len().to_string().len();
    let items = items
        .into_iter()
        .enumerate()
        .map(|(rank, item)| convert(snapshot, item, format!("{rank:0digits$}"), range))
        .collect();
    CompletionList { is_incomplete, items }
}

/// Documentation is Markdown from the item's key.
pub fn documented(mut item: CompletionItem, inputs: &Inputs<'_>) -> CompletionItem {
    let Some(Value::String(key)) = &item.data else { return item };
    item.documentation = resolve(key, &item.label, inputs)
        .map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
    item
}

/// The protocol wants the replaced range on the cursor's line.
fn on_line(range: Range, position: Position) -> Range {
    let start = if range.start.line == position.line { range.start } else { position };
    let end = if range.end.line == position.line { range.end } else { position };
    Range { start, end }
}

fn convert(snapshot: &Snapshot, item: Item, sort_text: String, range: Range) -> CompletionItem {
    let client = &snapshot.client;
    let is_snippet = item.is_snippet && client.snippets;
    // A snippet has no meaning as plain text.
    let new_text = item.new_text.filter(|_| is_snippet || !item.is_snippet).map(std::borrow::Cow::into_owned);
    let label = item.label.into_owned();
    let new_text = new_text.unwrap_or_else(|| label.clone());
    let commit = item.commit_characters;
    CompletionItem {
        kind: Some(kind(item.kind)),
        detail: Some(item.detail.into_owned()).filter(|detail| !detail.is_empty()),
        deprecated: (item.is_deprecated && !client.completion_tags).then_some(true),
        tags: (item.is_deprecated && client.completion_tags).then(|| vec![CompletionItemTag::DEPRECATED]),
        sort_text: Some(sort_text),
        filter_text: item.filter_text,
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
        commit_characters: (!commit.is_empty()).then(|| commit.iter().map(ToString::to_string).collect()),
        command: (item.retrigger && client.retriggers_completion).then(retrigger),
        data: item.resolve.map(|key| Value::String(key.to_string())),
        label,
        ..CompletionItem::default()
    }
}

/// A command of the editors that are made from VS Code.
fn retrigger() -> Command {
    Command {
        title: "Suggest".to_owned(),
        command: "editor.action.triggerSuggest".to_owned(),
        arguments: None,
    }
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
        ItemKind::Snippet => CompletionItemKind::SNIPPET,
        ItemKind::Flag | ItemKind::Directive => CompletionItemKind::PROPERTY,
        ItemKind::Value => CompletionItemKind::VALUE,
        ItemKind::Image => CompletionItemKind::MODULE,
        ItemKind::Tag | ItemKind::Version => CompletionItemKind::CONSTANT,
        ItemKind::Stage => CompletionItemKind::CLASS,
        ItemKind::Variable => CompletionItemKind::VARIABLE,
        ItemKind::File => CompletionItemKind::FILE,
        ItemKind::Folder => CompletionItemKind::FOLDER,
        ItemKind::Package => CompletionItemKind::MODULE,
        ItemKind::Url => CompletionItemKind::REFERENCE,
        ItemKind::Rule => CompletionItemKind::ENUM_MEMBER,
    }
}
