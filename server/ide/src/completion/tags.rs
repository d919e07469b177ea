//! Tags of an image, also where the reference is composed of variables.

use std::sync::Arc;

use analysis::model::InstructionInfo;
use analysis::reference::{Repository, parse_repository};
use syntax::TextRange;
use syntax::expansion::{Segment, Template, expand, parse};

use super::{Item, ItemKind, List};
use crate::context::Site;
use crate::tags::{TagEntry, TagListing, TagState, tags_of};

/// Offers the tags of the image called `name` (as written) for what stands in `range`.
pub(super) fn tags(site: &Site<'_, '_>, name: &str, range: TextRange, list: &mut List) {
    list.replace(range);
    let Some(repository) = repository(site, name) else { return };
    let listing = tags_of(&repository, site.analysis.inputs.facts);
    if listing.is_pending {
        list.mark_incomplete();
    }
    let key: Arc<str> = Arc::from(format!("tag {}", repository.familiar_with_registry()));
    let written = site.analysis.source.slice(range);
    let template = parse(written, site.analysis.model.escape);
    if template.variables().is_empty() {
        let typed = &written[..written.len().min(usize::from(site.offset - range.start()))];
        let entries = list.choose(listing.entries.iter().collect(), typed, |entry| &entry.name);
        return list.extend(entries.into_iter().map(|entry| item(site, &listing, entry).resolved_by(&key)));
    }
    let Some(composed) = Composed::new(site, written, &template) else { return };
    for entry in &listing.entries {
        let Some(rest) = entry.name.strip_prefix(composed.value.as_str()) else { continue };
        let text = format!("{}{rest}", composed.head);
        let item = item(site, &listing, entry).filtered_by(text.clone()).inserting(text);
        list.push(item.resolved_by(&key));
    }
}

fn item(site: &Site<'_, '_>, listing: &TagListing, entry: &TagEntry) -> Item {
    Item::new(entry.name.clone(), ItemKind::Tag)
        .detail(listing.detail(entry, &site.analysis.inputs.options.platform))
        .deprecated(entry.state == TagState::Removed)
}

fn repository(site: &Site<'_, '_>, name: &str) -> Option<Repository> {
    let template = parse(name, site.analysis.model.escape);
    let expanded = expand(&template, &|variable| lookup(site, site.info?, variable));
    expanded.unset.is_empty().then(|| parse_repository(&expanded.text))?
}

fn lookup(site: &Site<'_, '_>, info: &InstructionInfo<'_>, name: &str) -> Option<String> {
    site.analysis.model.binding(name, info)?.value
}

/// A tag of which the front is written with variables.
struct Composed<'t> {
    /// Up to the end of the last variable, as written.
    head: &'t str,
    /// What that comes to.
    value: String,
}

impl<'t> Composed<'t> {
    fn new(site: &Site<'_, '_>, written: &'t str, template: &Template) -> Option<Self> {
        let last = template.segments.iter().rev().find_map(|segment| match segment {
            Segment::Variable(variable) => Some(variable.range.end),
            Segment::Literal(_) => None,
        })?;
        let head = written.get(..last)?;
        let info = site.info?;
        let value = expand(&parse(head, site.analysis.model.escape), &|name| lookup(site, info, name));

        value.unset.is_empty().then_some(Self { head, value: value.text })
    }
}
