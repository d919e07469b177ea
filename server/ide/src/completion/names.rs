//! Names of images: stages above, what the file and the workspace use, the catalogue, Docker Hub's search.

use std::collections::HashSet;
use std::sync::Arc;

use analysis::facts::{Fact, FoundImage};
use analysis::model::Base;
use analysis::reference::parse_repository;
use knowledge::images;
use syntax::expansion::parse;
use syntax::{InstructionKind, TextRange, offset};

use super::composed::Composed;
use super::images::is_about_ml;
use super::{Item, ItemKind, List, Workspace, stages};
use crate::context::{Place, Site};

/// Offers names for what stands before the `:`, which is `written`.
pub(super) fn names(
    site: &Site<'_, '_>,
    written: &str,
    cursor: usize,
    workspace: &Workspace<'_>,
    list: &mut List,
) {
    if parse(written, site.analysis.model.escape).variables().is_empty() {
        stages::stages(site, list);
        if site.kind() == InstructionKind::From && site.place == Place::Image {
            list.push_new(
                Item::new("scratch", ItemKind::Image).detail("the empty image: for static programs"),
            );
        }
        let known = candidates(site, workspace);
        list.extend(known.into_iter().map(Candidate::item));
        found_by_search(site, &written[..cursor.min(written.len())], list);
    } else if let Some(composed) = Composed::new(site, written, cursor) {
        composed_names(site, &composed, workspace, list);
    }
}

/// Names that fit what the variables come to; the variables stay as they are written.
fn composed_names(site: &Site<'_, '_>, composed: &Composed, workspace: &Workspace<'_>, list: &mut List) {
    let start = site.range.start();
    let hole = &composed.hole;
    list.replace(TextRange::new(start + offset(hole.start), start + offset(hole.end)));
    if composed.is_behind_registry() {
        list.replace(TextRange::new(start + offset(hole.start + 1), start + offset(hole.end)));
        let paths = candidates(site, workspace).into_iter().filter_map(Candidate::without_registry);
        return paths.for_each(|candidate| list.push_new(candidate.item()));
    }
    if !composed.is_settled() {
        list.mark_incomplete();
    }
    for candidate in candidates(site, workspace) {
        let Some(part) = composed.fill(&candidate.name).filter(|part| !part.is_empty()).map(str::to_owned)
        else {
            continue;
        };
        list.push(candidate.item().filtered_by(part.clone()).inserting(part));
    }
}

/// An image that may be meant.
struct Candidate {
    name: String,
    about: String,
    is_documented: bool,
}

impl Candidate {
    fn new(name: String, otherwise: &str) -> Self {
        match images::catalogue_entry(&name) {
            Some(entry) => Self { name, about: entry.about.to_owned(), is_documented: true },
            None => Self { name, about: otherwise.to_owned(), is_documented: false },
        }
    }

    /// The same image where the registry is said already.
    fn without_registry(self) -> Option<Self> {
        let name = parse_repository(&self.name)?.familiar().to_owned();
        Some(Self { is_documented: self.is_documented && name == self.name, name, ..self })
    }

    fn item(self) -> Item {
        let item = Item::new(self.name, ItemKind::Image).detail(self.about).committed_by(&[":", "@"]);
        if self.is_documented { item.resolved_by(&Arc::from("image")) } else { item }
    }
}

/// Images that other instructions of the file name, then those of the workspace, then the catalogue: images
/// for machine learning first where the file is about that.
fn candidates(site: &Site<'_, '_>, workspace: &Workspace<'_>) -> Vec<Candidate> {
    let about_ml = is_about_ml(site.analysis.source.text());
    let (first, second): (Vec<_>, Vec<_>) = images::catalogue().partition(|entry| entry.ml == about_ml);
    let here = used_here(site).map(|name| Candidate::new(name, "used in this file"));
    let elsewhere =
        workspace.images.iter().map(|name| Candidate::new(name.clone(), "used in this workspace"));
    let known = first.into_iter().chain(second).map(|entry| Candidate {
        name: entry.repository.to_owned(),
        about: entry.about.to_owned(),
        is_documented: true,
    });
    let mut seen = HashSet::new();
    here.chain(elsewhere).chain(known).filter(|candidate| seen.insert(candidate.name.clone())).collect()
}

fn used_here(site: &Site<'_, '_>) -> impl Iterator<Item = String> {
    let own = site.info.map(|info| info.index);
    let others = site.analysis.model.stages.iter().filter(move |stage| Some(stage.from) != own);
    others.filter_map(|stage| match &stage.base {
        Base::Image(image) => Some(image.repository.familiar_with_registry()),
        _ => None,
    })
}

/// What Docker Hub finds, behind what is known here: its search is slower and knows less of what people want.
fn found_by_search(site: &Site<'_, '_>, typed: &str, list: &mut List) {
    let found = match site.analysis.inputs.facts.search(typed) {
        Fact::Known(known) => known,
        Fact::Pending => return list.mark_incomplete(),
        Fact::Unavailable(_) => return,
    };
    if !found.value.complete {
        list.mark_incomplete(); // the next letter may find others
    }
    for image in &found.value.images {
        list.push_new(
            Item::new(image.name.clone(), ItemKind::Image).detail(about(image)).committed_by(&[":", "@"]),
        );
    }
}

fn about(image: &FoundImage) -> String {
    let kind = if image.official { "official image" } else { "Docker Hub" };
    match image.about.as_str() {
        "" => format!("{kind}, {} stars", image.stars),
        about => format!("{about} ({kind}, {} stars)", image.stars),
    }
}
