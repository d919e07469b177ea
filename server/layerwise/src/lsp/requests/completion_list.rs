//! A list of completions as it is sent.
//!
//! The library's own type has no room for defaults of a list. With them hundreds of tags do not repeat
//! the range that they replace, which is more than half of such an answer.

use std::borrow::Cow;
use std::sync::Arc;

use ide::completion::{Completions, Item, ItemKind};
use serde::{Serialize, Serializer};
use tower_lsp::ls_types::{
    Command, CompletionItemKind, CompletionItemTag, InsertTextFormat, Range, TextEdit,
};

use super::super::capabilities::ClientSupport;

/// `CompletionList` of the protocol.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompletionList {
    pub is_incomplete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_defaults: Option<ItemDefaults>,
    items: Vec<CompletionItem>,
}

/// What holds for every item that says nothing else.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemDefaults {
    edit_range: Range,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Key>,
}

/// `CompletionItem` of the protocol: the properties that are used here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CompletionItem {
    label: Cow<'static, str>,
    kind: CompletionItemKind,
    sort_text: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_text: Option<String>,
    /// Beside a default range. Written always: not every client takes the label in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit_text: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit: Option<TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_format: Option<InsertTextFormat>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commit_characters: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[CompletionItemTag; 1]>,
    /// Where the client has no tags.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Key>,
}

/// What the documentation is written from.
#[derive(Debug, Clone, PartialEq)]
struct Key(Arc<str>);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl CompletionList {
    /// `found` for this client. Every item replaces `range`.
    pub fn new(found: Completions, range: Range, client: ClientSupport) -> Self {
        let digits = found.items.len().to_string().len();
        let item_defaults = client.completion_defaults.then(|| defaults(&found.items, range));
        let convert = |(rank, item)| {
            let mut item = CompletionItem::new(item, format!("{rank:0digits$}"), client);
            match &item_defaults {
                Some(defaults) => item.leave_out(defaults),
                None => item.spell_out(range),
            }
            item
        };
        let items = found.items.into_iter().enumerate().map(convert).collect();
        Self { is_incomplete: found.is_incomplete, item_defaults, items }
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A key that all items have becomes the default; an item cannot say that it has none.
fn defaults(items: &[Item], range: Range) -> ItemDefaults {
    let key = items.first().and_then(|item| item.resolve.as_ref());
    let shared = key.filter(|key| items.iter().all(|item| item.resolve.as_ref() == Some(key)));
    ItemDefaults { edit_range: range, data: shared.map(|key| Key(Arc::clone(key))) }
}

impl CompletionItem {
    fn new(item: Item, sort_text: String, client: ClientSupport) -> Self {
        let is_snippet = item.is_snippet && client.snippets;
        // A snippet has no meaning as plain text.
        let new_text = item.new_text.filter(|_| is_snippet || !item.is_snippet);
        let tags = item.is_deprecated && client.completion_tags;
        Self {
            kind: kind(item.kind),
            sort_text,
            detail: item.detail,
            filter_text: item.filter_text,
            text_edit_text: Some(new_text.unwrap_or_else(|| item.label.clone())),
            text_edit: None,
            insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
            commit_characters: item.commit_characters,
            tags: tags.then_some([CompletionItemTag::DEPRECATED]),
            deprecated: item.is_deprecated && !tags,
            command: (item.retrigger && client.retriggers_completion).then(retrigger),
            data: item.resolve.map(Key),
            label: item.label,
        }
    }

    fn leave_out(&mut self, defaults: &ItemDefaults) {
        self.data.take_if(|own| defaults.data.as_ref() == Some(own));
    }

    fn spell_out(&mut self, range: Range) {
        let new_text = self.text_edit_text.take().unwrap_or_default().into_owned();
        self.text_edit = Some(TextEdit { range, new_text });
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
