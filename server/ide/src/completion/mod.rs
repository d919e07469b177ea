//! Completion: what may be written at the cursor. One source a file; each adds to one list.

mod arguments;
mod comments;
mod composed;
mod digests;
mod flags;
mod images;
mod keywords;
mod mounts;
mod names;
mod packages;
mod paths;
mod resolve;
mod shell;
mod stages;
mod tags;
mod values;
mod variables;

use std::borrow::Cow;
use std::sync::Arc;

use analysis::Analysis;
use syntax::{TextRange, TextSize};

use crate::context::{Place, Site, site};

pub(crate) use arguments::shells;
pub(crate) use comments::markers;
pub use resolve::{is_awaited, resolve};

/// More items than this are cut to those that match what is typed, and the list is incomplete: writing
/// and reading thousands of items would be felt at every key, and nobody scrolls that far.
pub const MAX_ITEMS: usize = 600;

/// What may stand at the cursor, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// What every item replaces: the whole word, also the part behind the cursor.
    pub range: TextRange,
    /// In the order in which they are to be shown.
    pub items: Vec<Item>,
    /// More will be known soon, or more is there than was listed: ask again while typing.
    pub is_incomplete: bool,
}

/// One item. Its place in the list is its rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub label: Cow<'static, str>,
    pub kind: ItemKind,
    /// One line beside the label; empty for none.
    pub detail: Cow<'static, str>,
    /// The text to insert; the label where `None`.
    pub new_text: Option<Cow<'static, str>>,
    /// What the typed text is compared with; the label where `None`.
    pub filter_text: Option<String>,
    /// `new_text` is a snippet with `$1` and `${2:…}` places.
    pub is_snippet: bool,
    /// Shown struck through: removed tags, deprecated variables.
    pub is_deprecated: bool,
    /// Ask for completions again once this is inserted.
    pub retrigger: bool,
    /// Characters that accept the item and are typed after it.
    pub commit_characters: &'static [&'static str],
    /// What [`resolve`] needs to write the documentation; `None` where there is none.
    pub resolve: Option<Arc<str>>,
}

/// What an item is; editors choose an icon by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    Keyword,
    Snippet,
    Flag,
    Value,
    Image,
    Tag,
    Stage,
    Variable,
    File,
    Folder,
    Package,
    Version,
    Url,
    Rule,
    Directive,
}

impl Item {
    pub(crate) fn new(label: impl Into<Cow<'static, str>>, kind: ItemKind) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: Cow::Borrowed(""),
            new_text: None,
            filter_text: None,
            is_snippet: false,
            is_deprecated: false,
            retrigger: false,
            commit_characters: &[],
            resolve: None,
        }
    }

    pub(crate) fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// A detail from a Markdown sentence: the code marks and the full stop go.
    pub(crate) fn summary(self, summary: &'static str) -> Self {
        let plain = summary.trim_end_matches('.');
        if plain.contains('`') { self.detail(plain.replace('`', "")) } else { self.detail(plain) }
    }

    pub(crate) fn inserting(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.new_text = Some(text.into());
        self
    }

    pub(crate) fn snippet(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.new_text = Some(text.into());
        self.is_snippet = true;
        self
    }

    pub(crate) fn filtered_by(mut self, text: impl Into<String>) -> Self {
        self.filter_text = Some(text.into());
        self
    }

    pub(crate) fn deprecated(mut self, yes: bool) -> Self {
        self.is_deprecated = yes;
        self
    }

    pub(crate) fn retriggering(mut self) -> Self {
        self.retrigger = true;
        self
    }

    pub(crate) fn committed_by(mut self, characters: &'static [&'static str]) -> Self {
        self.commit_characters = characters;
        self
    }

    pub(crate) fn resolved_by(mut self, key: &Arc<str>) -> Self {
        self.resolve = Some(Arc::clone(key));
        self
    }
}

/// Collects items; the first of a label wins.
pub(crate) struct List {
    range: TextRange,
    items: Vec<Item>,
    is_incomplete: bool,
}

impl List {
    pub(crate) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(crate) fn extend(&mut self, items: impl IntoIterator<Item = Item>) {
        self.items.extend(items);
    }

    /// Adds an item unless its label is there already. For short lists.
    pub(crate) fn push_new(&mut self, item: Item) {
        if !self.items.iter().any(|own| own.label == item.label) {
            self.items.push(item);
        }
    }

    /// The items replace another range than the whole word.
    pub(crate) fn replace(&mut self, range: TextRange) {
        self.range = range;
    }

    pub(crate) fn mark_incomplete(&mut self) {
        self.is_incomplete = true;
    }

    /// Cuts `candidates` to `max`: those that begin with the typed text, or that hold its characters where
    /// none does. Their order stays.
    pub(crate) fn choose<T>(
        &mut self,
        candidates: Vec<T>,
        max: usize,
        typed: &str,
        text: impl Fn(&T) -> &str,
    ) -> Vec<T> {
        if candidates.len() <= max {
            return candidates;
        }
        self.is_incomplete = true;
        let typed = typed.to_ascii_lowercase();
        let (front, others): (Vec<T>, Vec<T>) = candidates
            .into_iter()
            .filter(|candidate| is_subsequence(&typed, text(candidate)))
            .partition(|candidate| begins_with(text(candidate), &typed));
        let mut chosen = if front.is_empty() { others } else { front };
        chosen.truncate(max);
        chosen
    }

    fn finish(mut self, typed: &str) -> Completions {
        let items = std::mem::take(&mut self.items);
        let items =
            self.choose(items, MAX_ITEMS, typed, |item| item.filter_text.as_deref().unwrap_or(&item.label));
        Completions { range: self.range, items, is_incomplete: self.is_incomplete }
    }
}

/// `text` begins with `typed`, which is in lower case.
fn begins_with(text: &str, typed: &str) -> bool {
    text.get(..typed.len()).is_some_and(|front| front.eq_ignore_ascii_case(typed))
}

/// The characters of `typed` (in lower case) stand in `text` in this order.
fn is_subsequence(typed: &str, text: &str) -> bool {
    let mut rest = text.bytes().map(|b| b.to_ascii_lowercase());
    typed.bytes().all(|wanted| rest.any(|b| b == wanted))
}

/// What the other Dockerfiles of the workspace say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Workspace<'w> {
    /// Repositories that they name, as in FROM, the most used first.
    pub images: &'w [String],
}

/// What may be written at an offset, in a file without a workspace.
pub fn complete(analysis: &Analysis<'_>, offset: TextSize) -> Completions {
    complete_in(analysis, offset, &Workspace::default())
}

/// What may be written at an offset.
pub fn complete_in(analysis: &Analysis<'_>, offset: TextSize, workspace: &Workspace<'_>) -> Completions {
    let site = site(analysis, offset);
    let mut list = List { range: site.range, items: Vec::new(), is_incomplete: false };
    add_items(&site, workspace, &mut list);
    let typed = analysis.source.slice(TextRange::new(list.range.start().min(site.offset), site.offset));
    list.finish(typed)
}

fn add_items(site: &Site<'_, '_>, workspace: &Workspace<'_>, list: &mut List) {
    match &site.place {
        Place::Keyword { after_onbuild } => keywords::keywords(site, *after_onbuild, list),
        Place::HealthcheckType => keywords::healthcheck_types(list),
        Place::AfterImage => keywords::after_image(list),
        Place::Comment => comments::comment(site, list),
        Place::FlagName => flags::names(site, list),
        Place::FlagValue { flag } => flags::values(site, flag, list),
        Place::MountKey { options } => mounts::keys(options, list),
        Place::MountValue { key, options } => mounts::values(site, key, options, list),
        Place::Image => images::references(site, workspace, list),
        Place::Variable { in_braces } => variables::variables(site, *in_braces, list),
        Place::Path { index, from } => paths::copy_paths(site, *index, from.as_deref(), list),
        Place::DefinedName => values::names(site, list),
        Place::DefinedValue { name } => values::values(site, name, list),
        Place::Argument => arguments::arguments(site, list),
        Place::Shell(shell) => shell::words(site, shell, list),
        Place::Other => {}
    }
}

#[cfg(test)]
mod image_tests;
#[cfg(test)]
mod ml_tests;
#[cfg(test)]
mod tests;
