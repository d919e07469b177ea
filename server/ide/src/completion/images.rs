//! Image references: names before the `:`, tags after it, stages among the names.

use std::sync::Arc;

use analysis::model::Base;
use analysis::reference::ImageReference;
use knowledge::images;
use syntax::{InstructionKind, TextRange};

use super::{Item, ItemKind, List, stages, tags};
use crate::context::{Place, Site};

/// Names of things of machine learning: a file that holds one of them is about it.
const ML_WORDS: [&str; 12] = [
    "cuda",
    "torch",
    "tensorflow",
    "nvidia",
    "jax",
    "transformers",
    "huggingface",
    "vllm",
    "conda",
    "rocm",
    "sklearn",
    "jupyter",
];

pub(super) fn references(site: &Site<'_, '_>, list: &mut List) {
    let word = site.analysis.source.slice(site.range);
    let cursor = site.typed().len();
    let digest = word.find('@').unwrap_or(word.len());
    let name = tag_separator(word).unwrap_or(digest);
    let range = |start: usize, end: usize| {
        let start = site.range.start() + syntax::offset(start);
        TextRange::new(start, site.range.start() + syntax::offset(end))
    };
    if cursor <= name {
        list.replace(range(0, name));
        names(site, list);
    } else if cursor <= digest {
        tags::tags(site, &word[..name], range(name + 1, digest), list);
    } else {
        list.replace(range(digest + 1, word.len()));
        known_digest(site, &word[..digest], list);
    }
}

/// The digest to which a tag points now, where a registry told.
fn known_digest(site: &Site<'_, '_>, reference: &str, list: &mut List) {
    let inputs = &site.analysis.inputs;
    let image = ImageReference::parse(reference);
    let details = image.map(|image| inputs.facts.image(&image, &inputs.options.platform));
    let digest = details.as_ref().and_then(|fact| fact.value()?.reference_digest.clone());
    list.extend(digest.map(|digest| Item::new(digest, ItemKind::Value).detail("what the tag points to now")));
}

/// Where the `:` stands that begins the tag: after the last `/`, outside of braces.
pub(crate) fn tag_separator(word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut separator = None;
    for (at, c) in word.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => separator = None,
            '@' if depth == 0 => break,
            ':' if depth == 0 && separator.is_none() => separator = Some(at),
            _ => {}
        }
    }
    separator
}

fn names(site: &Site<'_, '_>, list: &mut List) {
    stages::stages(site, list);
    let in_from = site.kind() == InstructionKind::From && site.place == Place::Image;
    if in_from {
        list.push_new(Item::new("scratch", ItemKind::Image).detail("the empty image: for static programs"));
    }
    used_here(site, list);
    let about_ml = is_about_ml(site.analysis.source.text());
    let entries: Vec<images::CatalogueEntry> = images::catalogue().collect();
    let (first, second): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.ml == about_ml);
    let key: Arc<str> = Arc::from("image");
    let known: Vec<String> = list.items.iter().map(|item| item.label.to_string()).collect();
    for entry in
        first.into_iter().chain(second).filter(|entry| !known.iter().any(|name| name == entry.repository))
    {
        list.push(name(entry.repository.to_owned(), entry.about).resolved_by(&key));
    }
}

fn name(repository: String, about: &'static str) -> Item {
    Item::new(repository, ItemKind::Image).detail(about).committed_by(&[":", "@"])
}

/// Images that other instructions of the file name.
fn used_here(site: &Site<'_, '_>, list: &mut List) {
    let model = &site.analysis.model;
    let own = site.info.map(|info| info.index);
    for stage in model.stages.iter().filter(|stage| Some(stage.from) != own) {
        let Base::Image(image) = &stage.base else { continue };
        let repository = image.repository.familiar_with_registry();
        let about = images::catalogue_entry(&repository).map_or("used in this file", |entry| entry.about);
        list.push_new(name(repository, about));
    }
}

/// Something in the file says that it is about machine learning.
pub(crate) fn is_about_ml(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ML_WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn the_tag_begins_after_the_last_slash() {
        for (word, separator) in [
            ("nvidia/cuda:12", Some(11)),
            ("localhost:5000/a", None),
            ("localhost:5000/a:", Some(16)),
            ("a:${B:-c}", Some(1)),
            ("${A:-b}", None),
            ("a@sha256:0", None),
            ("a:b@sha256:0", Some(1)),
        ] {
            assert_eq!(tag_separator(word), separator, "{word}");
        }
    }
}
