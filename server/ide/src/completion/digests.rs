//! Digests of a tag, where a registry told: of the whole image, and of each platform alone.

use analysis::facts::Fact;
use analysis::reference::ImageReference;

use super::{Item, ItemKind, List};
use crate::context::Site;
use crate::digest;

/// Offers what the tag of `reference` points to now. References with variables have no digest.
pub(super) fn digests(site: &Site<'_, '_>, reference: &str, list: &mut List) {
    let Some(image) = ImageReference::parse(reference) else { return };
    let inputs = &site.analysis.inputs;
    let whole = digest::of(&image, inputs);
    if matches!(whole, Fact::Pending) {
        list.mark_incomplete();
    }
    if let Some(whole) = whole.value() {
        list.push(Item::new(whole.to_string(), ItemKind::Value).detail("what the tag points to now"));
    }
    for (platform, digest) in digest::platforms(&image, inputs) {
        list.push_new(Item::new(digest, ItemKind::Value).detail(format!("{platform} alone")));
    }
}
