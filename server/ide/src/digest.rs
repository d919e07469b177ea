//! The digest that a tag points to, as far as a registry told.

use std::sync::Arc;

use analysis::Inputs;
use analysis::facts::{Fact, Known, Platform, Tag, TagPlatform};
use analysis::reference::ImageReference;

/// The digest of the whole image: from its manifest, else from the list of tags.
pub(crate) fn of(image: &ImageReference, inputs: &Inputs<'_>) -> Fact<str> {
    let fact = inputs.facts.image(image, &inputs.options.platform);
    if let Fact::Known(known) = &fact
        && let Some(digest) = &known.value.reference_digest
    {
        return told(digest, known);
    }
    if let Some(known) = inputs.facts.known_tags(&image.repository)
        && let Some(digest) = listed(image, &known.value.tags).and_then(|tag| tag.digest.as_ref())
    {
        return told(digest, &known);
    }
    match fact {
        Fact::Unavailable(why) => Fact::Unavailable(why),
        Fact::Known(_) | Fact::Pending => Fact::Pending,
    }
}

/// The platforms of a tag with their own digests: from its index, else from the list of tags.
pub(crate) fn platforms(image: &ImageReference, inputs: &Inputs<'_>) -> Vec<(Platform, String)> {
    if let Fact::Known(known) = inputs.facts.image(image, &inputs.options.platform) {
        return known.value.platform_digests.clone();
    }
    let with_digest = |it: &TagPlatform| Some((it.platform.clone(), it.digest.clone()?));
    let known = inputs.facts.known_tags(&image.repository);
    let tag = known.as_ref().and_then(|known| listed(image, &known.value.tags));
    tag.map(|tag| tag.platforms.iter().filter_map(with_digest).collect()).unwrap_or_default()
}

fn listed<'t>(image: &ImageReference, tags: &'t [Tag]) -> Option<&'t Tag> {
    let name = image.tag.as_deref().unwrap_or("latest");
    tags.iter().find(|tag| tag.name == name)
}

fn told<T>(digest: &str, source: &Known<T>) -> Fact<str> {
    Fact::Known(Known { value: Arc::from(digest), origin: source.origin, as_of: source.as_of })
}
