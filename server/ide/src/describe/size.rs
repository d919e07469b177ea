//! The size of an image, with where the figure comes from and how old it is.

use std::time::SystemTime;

use analysis::Inputs;
use analysis::facts::{Fact, Known};
use analysis::reference::ImageReference;
use analysis::size::human;
use knowledge::images::{exact_size, reported_sizes};

use super::Facts;
use crate::dates;
use crate::tags::tags_of;

pub(super) fn add(image: &ImageReference, inputs: &Inputs<'_>, facts: &mut Facts) {
    let text = from_manifest(image, inputs)
        .or_else(|| from_tag_list(image, inputs))
        .or_else(|| embedded(image, inputs))
        .or_else(|| reported(image));
    facts.add_known("Size", text);
}

fn source<T: ?Sized>(known: &Known<T>) -> String {
    format!("{}, {}", known.origin, dates::age(known.age(SystemTime::now())))
}

fn from_manifest(image: &ImageReference, inputs: &Inputs<'_>) -> Option<String> {
    let Fact::Known(known) = inputs.facts.image(image, &inputs.options.platform) else { return None };
    if known.value.layers.is_empty() {
        return Some(format!("not offered for {} ({})", inputs.options.platform, source(&known)));
    }
    let compressed = human(known.value.bytes_compressed());
    let on_disk = known.value.bytes_uncompressed().map(|bytes| format!(", {} on disk", human(bytes)));
    let layers = match known.value.layers.len() {
        1 => "1 layer".to_owned(),
        count => format!("{count} layers"),
    };
    Some(format!("{compressed} to pull{}, {layers} ({})", on_disk.unwrap_or_default(), source(&known)))
}

fn from_tag_list(image: &ImageReference, inputs: &Inputs<'_>) -> Option<String> {
    let listing = tags_of(&image.repository, inputs.facts);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let entry = listing.entries.iter().find(|entry| entry.name == tag)?;
    let bytes = listing.bytes_compressed(entry, &inputs.options.platform)?;
    Some(format!("{} to pull ({}, {})", human(bytes), listing.origin?, listing.as_of.as_deref()?))
}

fn embedded(image: &ImageReference, inputs: &Inputs<'_>) -> Option<String> {
    let name = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    let size = exact_size(&name, tag, &inputs.options.platform.architecture)?;
    let on_disk = size.virtual_bytes.map(|bytes| format!(", {} on disk", human(bytes)));
    Some(format!(
        "{} to pull{} (embedded, {})",
        human(size.compressed_bytes),
        on_disk.unwrap_or_default(),
        size.as_of
    ))
}

/// A quoted figure, marked as such.
fn reported(image: &ImageReference) -> Option<String> {
    let name = image.repository.familiar_with_registry();
    let size = *reported_sizes(&name, image.tag.as_deref().unwrap_or_default()).first()?;
    let figure = match size.low_bytes == size.high_bytes {
        true => human(size.low_bytes),
        false => format!("{} to {}", human(size.low_bytes), human(size.high_bytes)),
    };
    let measure = match size.is_compressed() {
        Some(true) => " to pull",
        Some(false) => " on disk",
        None => "",
    };
    let date = size.as_of.map(|date| format!(", {date}")).unwrap_or_default();
    Some(format!("about {figure}{measure} (reported{date})"))
}
