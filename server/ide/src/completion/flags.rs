//! Flags of an instruction, and their values.

use std::sync::Arc;

use analysis::facts::Fact;
use analysis::model::InstructionInfo;
use analysis::reference::ImageReference;
use knowledge::instructions::{self, Entry};
use syntax::InstructionKind;

use super::{Item, ItemKind, List, arguments};
use crate::context::Site;
use crate::tags::tags_of;

pub(super) fn names(site: &Site<'_, '_>, list: &mut List) {
    let Some(info) = site.info else { return };
    let Some(entry) = instructions::instruction(info.kind().keyword()) else { return };
    let key: Arc<str> = Arc::from(format!("flag {}", entry.name));
    let has_value = site.analysis.source.text()[usize::from(site.range.end())..].starts_with('=');
    for flag in entry.children.iter().filter(|flag| !is_used(info, site, flag)) {
        list.push(name(flag, has_value).resolved_by(&key));
    }
}

/// The flag stands elsewhere on the line, and may not be repeated.
fn is_used(info: &InstructionInfo<'_>, site: &Site<'_, '_>, flag: &Entry) -> bool {
    let repeatable = matches!(flag.name, "--mount" | "--exclude" | "--device");
    let stands = info.syntax.flags().into_iter().any(|own| {
        let here = own.range().contains_inclusive(site.offset);
        !here && own.name.is_some_and(|name| flag.name.trim_start_matches('-') == name.text)
    });
    stands && !repeatable
}

fn name(flag: &Entry, has_value: bool) -> Item {
    let item = Item::new(flag.name, ItemKind::Flag).summary(flag.summary).committed_by(&["="]);
    let is_switch = flag.values == ["true", "false"];
    match flag.name {
        _ if has_value || is_switch => item,
        "--mount" => item.inserting("--mount=type=").retriggering(),
        _ => item.inserting(format!("{}=", flag.name)).retriggering(),
    }
}

pub(super) fn values(site: &Site<'_, '_>, flag: &str, list: &mut List) {
    let Some(info) = site.info else { return };
    let Some(entry) = instructions::flag(info.kind().keyword(), flag) else { return };
    match flag {
        "chown" => arguments::owners(site, list),
        "platform" => platforms(site, entry, list),
        "checksum" => list.push(Item::new("sha256:", ItemKind::Value).detail("SHA-256 in hex")),
        "device" => {
            list.push(Item::new("nvidia.com/gpu=all", ItemKind::Value).detail("all GPUs of the builder"))
        }
        _ => list.extend(entry.values.iter().map(|&value| value_item(entry, value))),
    }
}

/// The platforms that the image offers come first, where a registry told.
fn platforms(site: &Site<'_, '_>, entry: &Entry, list: &mut List) {
    let base = site.info.filter(|info| info.kind() == InstructionKind::From);
    let base = base.and_then(|info| site.analysis.model.stage_of(info)?.base.image());
    for platform in base.map(|image| offered_platforms(site, image, list)).unwrap_or_default() {
        list.push(Item::new(platform, ItemKind::Value).detail("the image offers it"));
    }
    for &value in &entry.values {
        let about = value
            .strip_prefix('$')
            .and_then(instructions::predefined_argument)
            .map_or("", |argument| argument.summary);
        list.push_new(Item::new(value, ItemKind::Value).summary(about));
    }
}

/// From the image's index, else from the list of tags, which the tables stand in for.
fn offered_platforms(site: &Site<'_, '_>, image: &ImageReference, list: &mut List) -> Vec<String> {
    let inputs = &site.analysis.inputs;
    match inputs.facts.image(image, &inputs.options.platform) {
        Fact::Known(known) => return known.value.platforms.iter().map(ToString::to_string).collect(),
        Fact::Pending => list.mark_incomplete(),
        Fact::Unavailable(_) => {}
    }
    let listing = tags_of(&image.repository, inputs.facts);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let entry = listing.entries.iter().find(|entry| entry.name == tag);
    entry.map(|entry| listing.platforms(entry)).unwrap_or_default()
}

/// What single values mean, where the summary of the flag does not say it at a glance.
const MEANINGS: [(&str, &str, &str); 5] = [
    ("--network", "none", "no network"),
    ("--network", "host", "the builder's network; the build has to allow it"),
    ("--network", "default", "the builder's default network"),
    ("--security", "insecure", "without sandbox; the build has to allow it"),
    ("--security", "sandbox", "the default"),
];

fn value_item(entry: &Entry, value: &'static str) -> Item {
    let meaning = MEANINGS.iter().find(|(flag, known, _)| *flag == entry.name && *known == value);
    Item::new(value, ItemKind::Value).detail(meaning.map_or("", |(_, _, about)| about))
}
