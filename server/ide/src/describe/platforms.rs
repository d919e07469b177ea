//! The platforms of an image, each with its size where the list of tags has it, and when it was pushed.

use analysis::Inputs;
use analysis::facts::{ImageDetails, TagPlatform};
use analysis::reference::ImageReference;
use analysis::size::human;

use super::Facts;
use crate::markdown::escape;
use crate::tags::tags_of;

/// Platforms that are named: an image may have dozens of Windows builds.
const MAX_PLATFORMS: usize = 12;

pub(super) fn add(
    image: &ImageReference,
    inputs: &Inputs<'_>,
    details: Option<&ImageDetails>,
    facts: &mut Facts,
) {
    let listing = tags_of(&image.repository, inputs.facts);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let entry = listing.entries.iter().find(|entry| entry.name == tag);
    let live = entry.and_then(|entry| listing.live(entry)).filter(|_| image.digest.is_none());
    let mut platforms: Vec<String> =
        live.map(|tag| tag.platforms.iter().map(sized).collect()).unwrap_or_default();
    if platforms.is_empty() {
        let offered =
            details.map(|details| details.platforms.iter().map(|it| escape(&it.to_string())).collect());
        platforms = offered.unwrap_or_default();
    }
    if platforms.is_empty() {
        platforms = entry.map(|entry| listing.platforms(entry)).unwrap_or_default();
    }
    if !platforms.is_empty() {
        let more = platforms.len().saturating_sub(MAX_PLATFORMS);
        platforms.truncate(MAX_PLATFORMS);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.add("Platforms", platforms.join(", ") + &rest);
    }
    if let Some(pushed) = live.and_then(|tag| tag.pushed.as_deref()) {
        facts.add("Pushed", escape(pushed.get(..10).unwrap_or(pushed)));
    }
}

fn sized(platform: &TagPlatform) -> String {
    match platform.bytes_compressed {
        Some(bytes) => format!("{} ({})", escape(&platform.platform.to_string()), human(bytes)),
        None => escape(&platform.platform.to_string()),
    }
}
