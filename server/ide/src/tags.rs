//! The tags of an image, merged from the embedded tables and a registry's answer, in the order in
//! which completion and `layerwise tags` show them.

mod cache;
mod entries;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use analysis::facts::{Fact, FactStore, Origin, Platform, Tag, TagList};
use analysis::reference::Repository;
use analysis::size::human;
use knowledge::cuda_images::{self, CudaTag, Status};

use analysis::dates;

pub(crate) use entries::is_cuda;

/// What is known of an image's tags.
#[derive(Debug, Clone)]
pub struct TagListing {
    /// Newest first; end of life, then pre-releases, then removed ones, last. Shared with later questions.
    pub entries: Arc<[TagEntry]>,
    /// Where the list comes from; `None` where nothing is known.
    pub origin: Option<Origin>,
    /// `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// The registry has been asked and has not answered yet.
    pub is_pending: bool,
    /// A tag that is not listed does not exist.
    pub is_complete: bool,
    live: Option<Arc<TagList>>,
}

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagEntry {
    pub name: Cow<'static, str>,
    pub state: TagState,
    /// The embedded row of an nvidia/cuda tag.
    pub cuda: Option<&'static CudaTag>,
    /// Index into the registry's list.
    live: Option<usize>,
}

/// Whether a tag can be relied upon. Ordered as tags are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagState {
    /// Listed, as far as is known supported.
    Current,
    EndOfLife,
    /// A complete list lacks it, or its makers say so.
    Removed,
}

impl TagState {
    fn of(status: Status) -> Self {
        match status {
            Status::Supported | Status::Seen => Self::Current,
            Status::EndOfLife => Self::EndOfLife,
            Status::Removed => Self::Removed,
        }
    }
}

/// Merges what is embedded with what the registry said: a complete list replaces the embedded one,
/// and tags that it lacks show as removed; a partial one adds to it.
pub fn tags_of(repository: &Repository, facts: &dyn FactStore) -> TagListing {
    let name = repository.familiar_with_registry();
    let fact = facts.tags(repository);
    let is_pending = matches!(fact, Fact::Pending);
    let Fact::Known(known) = fact else {
        let embedded = cache::embedded(&name);
        return TagListing {
            origin: (!embedded.entries.is_empty()).then_some(Origin::Embedded),
            entries: embedded.entries,
            as_of: embedded.as_of.map(str::to_owned),
            is_pending,
            is_complete: embedded.is_complete,
            live: None,
        };
    };
    let as_of = dates::date(known.as_of);
    TagListing {
        entries: cache::merged(&name, &known.value, &as_of),
        origin: Some(known.origin),
        as_of: Some(as_of),
        is_pending,
        is_complete: known.value.complete,
        live: Some(known.value),
    }
}

/// Characters from which on the registry is asked for the tags that hold them.
const SHORTEST_PART: usize = 2;

/// The same, with the tags that hold what is typed where the whole list is not there: the registry filters
/// faster than it lists thousands of tags.
pub fn tags_like(repository: &Repository, part: &str, facts: &dyn FactStore) -> TagListing {
    let listing = tags_of(repository, facts);
    let is_whole = listing.live.as_ref().is_some_and(|list| list.complete);
    if is_whole || part.len() < SHORTEST_PART {
        return listing;
    }
    let known = match facts.tags_like(repository, part) {
        Fact::Known(known) => known,
        Fact::Pending => return TagListing { is_pending: true, ..listing },
        Fact::Unavailable(_) => return listing,
    };
    let mut tags = listing.live.as_ref().map(|list| list.tags.clone()).unwrap_or_default();
    let listed: HashSet<String> = tags.iter().map(|tag| tag.name.clone()).collect();
    tags.extend(known.value.tags.iter().filter(|tag| !listed.contains(&tag.name)).cloned());
    let list = Arc::new(TagList { tags, complete: false });
    let as_of = dates::date(known.as_of);
    let entries = entries::merged(&repository.familiar_with_registry(), &list, &as_of).into();
    TagListing {
        entries,
        origin: Some(known.origin),
        as_of: Some(as_of),
        is_complete: false,
        live: Some(list),
        ..listing
    }
}

impl TagListing {
    /// The registry gave a part of its list: there may be tags that are not here.
    pub fn is_partial(&self) -> bool {
        self.live.as_ref().is_some_and(|list| !list.complete)
    }

    /// What the registry said of an entry.
    pub fn live(&self, entry: &TagEntry) -> Option<&Tag> {
        self.live.as_ref()?.tags.get(entry.live?)
    }

    /// Platforms as `linux/amd64`; empty where not established.
    pub fn platforms(&self, entry: &TagEntry) -> Vec<String> {
        let live: Vec<String> = self
            .live(entry)
            .map(|tag| tag.platforms.iter().map(|platform| platform.platform.to_string()).collect())
            .unwrap_or_default();
        match entry.cuda {
            Some(cuda) if live.is_empty() => cuda.platforms().collect(),
            _ => live,
        }
    }

    /// Compressed bytes on a platform, where the registry gave them.
    pub fn bytes_compressed(&self, entry: &TagEntry, platform: &Platform) -> Option<u64> {
        let platforms = &self.live(entry)?.platforms;
        let same = |candidate: &&analysis::facts::TagPlatform| {
            candidate.platform.os == platform.os && candidate.platform.architecture == platform.architecture
        };
        platforms.iter().find(same)?.bytes_compressed
    }

    /// Remarks, one sentence each: end of life, removed, superseded by a patch.
    pub fn notes(&self, entry: &TagEntry) -> Vec<String> {
        let mut notes = match entry.cuda {
            Some(cuda) => cuda_images::notes(cuda.name),
            None => Vec::new(),
        };
        let unlisted = self.live.is_some() && self.is_complete && entry.live.is_none();
        if unlisted {
            notes.insert(0, "The registry does not list it any more.".to_owned());
        }
        notes
    }

    /// One line: `supported, runtime, cuDNN 9.1, ubuntu22.04, amd64 arm64, 3.9 GB`.
    pub fn detail(&self, entry: &TagEntry, platform: &Platform) -> String {
        let mut parts: Vec<Cow<'static, str>> = Vec::with_capacity(6);
        let state = match (entry.state, entry.cuda) {
            (TagState::Removed, _) => Some("removed"),
            (TagState::EndOfLife, _) => Some("end of life"),
            (TagState::Current, Some(cuda)) => Some(cuda.status.as_str()),
            (TagState::Current, None) => None,
        };
        parts.extend(state.map(Cow::Borrowed));
        if let Some(cuda) = entry.cuda {
            parts.push(Cow::Borrowed(cuda.flavor.as_str()));
            parts.extend(cuda.cudnn.map(|cudnn| match cudnn.version {
                Some(version) => Cow::Owned(format!("cuDNN {version}")),
                None => Cow::Borrowed("cuDNN"),
            }));
            parts.extend((!cuda.os.is_empty()).then_some(Cow::Borrowed(cuda.os)));
        }
        let platforms = self.platforms(entry);
        if !platforms.is_empty() {
            let short: Vec<&str> = platforms
                .iter()
                .map(|platform| platform.strip_prefix("linux/").unwrap_or(platform))
                .collect();
            parts.push(Cow::Owned(short.join(" ")));
        }
        parts.extend(self.bytes_compressed(entry, platform).map(|bytes| Cow::Owned(human(bytes))));
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Registry;
    use analysis::facts::NoFacts;
    use analysis::reference::parse_repository;

    fn repository(name: &str) -> Repository {
        parse_repository(name).expect("a repository")
    }

    fn state(listing: &TagListing, name: &str) -> Option<TagState> {
        listing.entries.iter().find(|entry| entry.name == name).map(|entry| entry.state)
    }

    #[test]
    fn embedded_tags_answer_offline() {
        let listing = tags_of(&repository("nvidia/cuda"), &NoFacts);
        assert!(listing.entries.len() > 2_000 && !listing.is_pending);
        assert_eq!(listing.origin, Some(Origin::Embedded));
        let entry = &listing.entries[0];
        assert_eq!(entry.state, TagState::Current);
        let cuda =
            listing.entries.iter().find(|e| e.name == "11.8.0-cudnn8-runtime-ubuntu22.04").expect("known");
        assert_eq!(
            listing.detail(cuda, &Platform::default()),
            "end of life, runtime, cuDNN 8.9.6.50, ubuntu22.04, amd64 arm64"
        );
        assert!(tags_of(&repository("no/such"), &NoFacts).entries.is_empty());
    }

    #[test]
    fn a_complete_list_replaces_and_a_partial_one_adds() {
        let tags = ["99.0.0-base-ubuntu30.04", "11.8.0-base-ubuntu22.04"];
        let complete = Registry::with_tags("nvidia/cuda", &tags, true);
        let listing = tags_of(&repository("nvidia/cuda"), &complete);
        assert_eq!(listing.entries[0].name, "99.0.0-base-ubuntu30.04");
        assert_eq!(state(&listing, "11.8.0-base-ubuntu22.04"), Some(TagState::EndOfLife));
        assert_eq!(state(&listing, "13.3.1-base-ubuntu24.04"), Some(TagState::Removed));
        let partial = Registry::with_tags("nvidia/cuda", &tags, false);
        let listing = tags_of(&repository("nvidia/cuda"), &partial);
        assert_eq!(state(&listing, "13.3.1-base-ubuntu24.04"), Some(TagState::Current));
        assert!(!listing.is_complete);
    }

    #[test]
    fn other_registries_are_ordered_by_version() {
        let tags = ["latest", "v0.9.1", "v0.10.0", "v0.10.0-rc1"];
        let registry = Registry::with_tags("ghcr.io/a/b", &tags, true);
        let listing = tags_of(&repository("ghcr.io/a/b"), &registry);
        let names: Vec<&str> = listing.entries.iter().map(|entry| entry.name.as_ref()).collect();
        assert_eq!(names, ["v0.10.0", "v0.9.1", "latest", "v0.10.0-rc1"]);
    }
}
