//! Tags of an image, also where the reference is composed of variables.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use analysis::reference::{Repository, parse_repository};
use syntax::expansion::{expand, parse};
use syntax::{TextRange, offset};

use super::composed::{Composed, lookup};
use super::{Item, ItemKind, List};
use crate::context::Site;
use crate::known_images::behind_registry;
use crate::tags::{TagEntry, TagListing, TagState, tags_like};

/// Tags that are sent at once, the newest that fit what is typed.
pub(super) const MAX_TAGS: usize = 400;

/// Offers the tags of the image called `name` (as written) for what stands in `range`.
pub(super) fn tags(site: &Site<'_, '_>, name: &str, range: TextRange, list: &mut List) {
    list.replace(range);
    let Some(repository) = repository(site, name) else { return };
    let written = site.analysis.source.slice(range);
    let cursor = usize::from(site.offset - range.start()).min(written.len());
    let composed = Composed::new(site, written, cursor);
    if composed.is_none() && !parse(written, site.analysis.model.escape).variables().is_empty() {
        return; // the cursor stands inside of a variable
    }
    let part = composed.as_ref().map_or_else(|| written[..cursor].to_owned(), Composed::searched);
    let listing = tags_like(&repository, &part, site.analysis.inputs.facts);
    if listing.is_pending || listing.is_partial() {
        list.mark_incomplete();
    }
    let offered = Offered { site, listing: &listing, repository: repository.familiar_with_registry() };
    let Some(composed) = composed else { return offered.plain(&written[..cursor], list) };
    let hole = composed.hole.clone();
    list.replace(TextRange::new(range.start() + offset(hole.start), range.start() + offset(hole.end)));
    let typed = &written[hole.start..cursor];
    match composed.is_settled() {
        true => offered.settled(&composed, typed, list),
        false => offered.open(&composed, written, typed, list),
    }
}

/// The repository of a name, where its variables have values, or only its registry has none.
fn repository(site: &Site<'_, '_>, name: &str) -> Option<Repository> {
    let template = parse(name, site.analysis.model.escape);
    let expanded = expand(&template, &|variable| lookup(site, site.info?, variable));
    let settled = expanded.unset.is_empty().then(|| parse_repository(&expanded.text)).flatten();
    settled.or_else(|| Some(behind_registry(site.analysis, site.info?, name)?.repository))
}

struct Offered<'o, 'm, 'a> {
    site: &'o Site<'m, 'a>,
    listing: &'o TagListing,
    repository: String,
}

impl Offered<'_, '_, '_> {
    fn plain(&self, typed: &str, list: &mut List) {
        let key: Arc<str> = Arc::from(format!("tag {}", self.repository));
        let entries =
            list.choose(self.listing.entries.iter().collect(), MAX_TAGS, typed, |entry| &entry.name);
        list.extend(entries.into_iter().map(|entry| self.item(entry).resolved_by(&key)));
    }

    /// Every variable has a value: each tag is shown whole, and its part for the hole is written.
    fn settled(&self, composed: &Composed, typed: &str, list: &mut List) {
        let key: Arc<str> = Arc::from(format!("tag {}", self.repository));
        let fitting =
            self.listing.entries.iter().filter_map(|entry| Some((entry, composed.fill(&entry.name)?)));
        for (entry, part) in list.choose(fitting.collect(), MAX_TAGS, typed, |(_, part)| part) {
            let item = self.item(entry).filtered_by(part).inserting(part.to_owned());
            list.push(item.resolved_by(&key));
        }
    }

    /// A variable has no value: the parts that some tag has for the hole, with how many have it. What is
    /// typed decides where the variable ends, so the editor has to ask again.
    fn open(&self, composed: &Composed, written: &str, typed: &str, list: &mut List) {
        list.mark_incomplete();
        let mut parts: Vec<(&str, &TagEntry, usize)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for entry in self.listing.entries.iter() {
            let Some(part) = composed.fill(&entry.name).filter(|part| !part.is_empty()) else { continue };
            match places.get(part) {
                Some(&at) => parts[at].2 += 1,
                None => {
                    places.insert(part, parts.len());
                    parts.push((part, entry, 1));
                }
            }
        }
        let (before, after) = (&written[..composed.hole.start], &written[composed.hole.end..]);
        for (part, entry, count) in list.choose(parts, MAX_TAGS, typed, |(part, ..)| part) {
            let example = &entry.name;
            let detail = match count {
                1 => format!("{example}, {}", self.detail(entry)),
                _ => format!("{count} tags, such as {example}"),
            };
            let item = Item::new(format!("{before}{part}{after}"), ItemKind::Tag)
                .detail(detail.trim_end_matches(", ").to_owned())
                .deprecated(entry.state == TagState::Removed)
                .filtered_by(part)
                .inserting(part.to_owned());
            list.push(item.resolved_by(&Arc::from(format!("reference {}:{example}", self.repository))));
        }
    }

    fn item(&self, entry: &TagEntry) -> Item {
        Item::new(entry.name.clone(), ItemKind::Tag)
            .detail(self.detail(entry))
            .deprecated(entry.state == TagState::Removed)
    }

    fn detail(&self, entry: &TagEntry) -> Cow<'static, str> {
        self.listing.detail(entry, &self.site.analysis.inputs.options.platform).into()
    }
}
