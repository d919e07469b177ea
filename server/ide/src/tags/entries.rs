//! The entries of a listing: what is embedded, merged with a registry's answer, in order.

use std::borrow::Cow;
use std::collections::HashMap;

use analysis::facts::TagList;
use knowledge::cuda_images::{self, CudaTag, TagParts};
use knowledge::distros::Lifecycle;
use knowledge::images;

use super::{TagEntry, TagState};

/// nvidia/cuda, on Docker Hub or on NVIDIA's registry.
pub(crate) fn is_cuda(repository: &str) -> bool {
    matches!(knowledge::canonical_repository(repository), "nvidia/cuda" | "nvcr.io/nvidia/cuda")
}

/// What is embedded, in order. `today` (`YYYY-MM-DD`) decides what is at its end of life.
pub(super) fn embedded(name: &str, known: Option<&images::KnownTags>, today: &str) -> Vec<TagEntry> {
    if is_cuda(name) {
        return cuda_images::all_newest_first().iter().map(cuda_entry).collect();
    }
    let tags = known.into_iter().flat_map(|known| known.tags.iter());
    let ages = Ages::new(name, today);
    let mut entries: Vec<TagEntry> = tags.map(|&tag| ages.entry(Cow::Borrowed(tag), None)).collect();
    sort(name, &mut entries);
    entries
}

/// A complete list replaces what is embedded, and tags that it lacks show as removed; a partial one
/// adds to it.
pub(super) fn merged(name: &str, list: &TagList, today: &str) -> Vec<TagEntry> {
    let known = images::tags(name);
    let today = known.as_ref().map_or(today, |known| known.as_of.max(today));
    let mut entries = embedded(name, known.as_ref(), today);
    let ages = Ages::new(name, today);
    let by_name: HashMap<Cow<'static, str>, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
    for (index, tag) in list.tags.iter().enumerate() {
        match by_name.get(tag.name.as_str()) {
            Some(&at) => {
                entries[at].live = Some(index);
                // It is still there, whatever the embedded table says.
                entries[at].state = entries[at].state.min(TagState::EndOfLife);
            }
            None => entries.push(ages.entry(Cow::Owned(tag.name.clone()), Some(index))),
        }
    }
    if list.complete {
        for entry in entries.iter_mut().filter(|entry| entry.live.is_none()) {
            entry.state = TagState::Removed;
        }
    }
    sort(name, &mut entries);
    entries
}

fn cuda_entry(tag: &'static CudaTag) -> TagEntry {
    TagEntry { name: Cow::Borrowed(tag.name), state: TagState::of(tag.status), cuda: Some(tag), live: None }
}

/// What tells whether a tag of one repository is at its end of life.
struct Ages<'n> {
    repository: &'n str,
    /// NVIDIA says it of each tag, not of the system below.
    is_cuda: bool,
    series: images::ReleaseSeries,
    today: &'n str,
}

impl<'n> Ages<'n> {
    fn new(repository: &'n str, today: &'n str) -> Self {
        let series = images::ReleaseSeries::of(repository);
        Self { repository, is_cuda: is_cuda(repository), series, today }
    }

    /// The entry of a tag that has no row of its own.
    fn entry(&self, name: Cow<'static, str>, live: Option<usize>) -> TagEntry {
        let distro = if self.is_cuda { None } else { images::stated_distro(self.repository, &name) };
        let has_ended = distro.is_some_and(|distro| distro.status_on(self.today) == Lifecycle::EndOfLife)
            || self.series.end(&name).is_some_and(|end| end < self.today);
        let state = if has_ended { TagState::EndOfLife } else { TagState::Current };
        TagEntry { name, state, cuda: None, live }
    }
}

/// Releases that are supported, then those at their end, then pre-releases, then what was removed.
fn group(state: TagState, is_prerelease: bool) -> u8 {
    match (state, is_prerelease) {
        (TagState::Removed, _) => 3,
        (_, true) => 2,
        (TagState::EndOfLife, false) => 1,
        (TagState::Current, false) => 0,
    }
}

fn sort(name: &str, entries: &mut [TagEntry]) {
    if is_cuda(name) {
        // Tags that do not follow NVIDIA's grammar come last.
        entries.sort_by_cached_key(|entry| {
            let parts = entry.cuda.map(CudaTag::parts).or_else(|| TagParts::parse(&entry.name));
            (
                group(entry.state, parts.is_some_and(|parts| parts.release_candidate)),
                parts.is_none(),
                parts.map(|parts| cuda_images::order_key(&parts)),
                entry.name.clone(),
            )
        });
        return;
    }
    // The key borrows from the names, so the order is found first and taken then.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_cached_key(|&at| {
        let entry = &entries[at];
        let is_prerelease = images::is_prerelease(&entry.name);
        (group(entry.state, is_prerelease), images::order_key_of(&entry.name, is_prerelease))
    });
    let sorted: Vec<TagEntry> = order.into_iter().map(|at| entries[at].clone()).collect();
    entries.clone_from_slice(&sorted);
}
