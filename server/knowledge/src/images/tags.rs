//! Tags of official images and of images for machine learning, apart from nvidia/cuda.

use crate::cuda_images;
use crate::pattern::canonical_repository;
use crate::table::{Table, cells, table};
use crate::version::Version;
use std::cmp::Reverse;

/// One row an image, all its tags in one cell.
pub(crate) const OFFICIAL: Table = table!("official_tags");
/// Tags met in public Dockerfiles and tables: not complete.
pub(crate) const SEEN: Table = table!("seen_tags");

/// The tags that are embedded for a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTags {
    /// Newest first, pre-releases and Windows images last.
    pub tags: Vec<&'static str>,
    /// Whether these were all tags at `as_of` that its makers still maintained.
    pub complete: bool,
    /// `YYYY-MM-DD`.
    pub as_of: &'static str,
}

pub(crate) fn read_official(row: &'static str) -> Option<(&'static str, &'static str)> {
    let [repository, tags] = cells(row)?;
    (!tags.is_empty()).then_some((repository, tags))
}

pub(crate) fn read_seen(row: &'static str) -> Option<(&'static str, &'static str)> {
    let [repository, tag] = cells(row)?;
    (!tag.is_empty()).then_some((repository, tag))
}

/// The embedded tags of a repository; `None` when none are.
pub fn tags(repository: &str) -> Option<KnownTags> {
    let repository = canonical_repository(repository);
    if matches!(repository, "nvidia/cuda" | "nvcr.io/nvidia/cuda") {
        return Some(KnownTags {
            tags: cuda_images::all_newest_first().iter().map(|tag| tag.name).collect(),
            complete: true,
            as_of: as_of(&cuda_images::TABLE),
        });
    }
    let official: Vec<&str> = groups(repository).flat_map(|tags| tags.split(' ')).collect();
    if !official.is_empty() {
        return Some(KnownTags { tags: sorted(official), complete: true, as_of: as_of(&OFFICIAL) });
    }
    let seen: Vec<&str> = SEEN.find(repository).filter_map(read_seen).map(|(_, tag)| tag).collect();
    (!seen.is_empty()).then(|| KnownTags { tags: sorted(seen), complete: false, as_of: as_of(&SEEN) })
}

fn as_of(table: &Table) -> &'static str {
    table.meta("as_of").unwrap_or_default()
}

/// The tag groups of an official image, in the order of its makers.
fn groups(repository: &str) -> impl Iterator<Item = &'static str> + use<> {
    OFFICIAL.find(repository).filter_map(read_official).map(|(_, tags)| tags)
}

/// All tags of the same image, the fullest name first; empty when the tag is not embedded.
pub fn aliases(repository: &str, tag: &str) -> Vec<&'static str> {
    let tag = if tag.is_empty() { "latest" } else { tag };
    let group = groups(canonical_repository(repository)).find(|tags| tags.split(' ').any(|name| name == tag));
    group.map(|tags| tags.split(' ').collect()).unwrap_or_default()
}

fn sorted(mut tags: Vec<&'static str>) -> Vec<&'static str> {
    tags.sort_by_cached_key(|tag| order_key(tag));
    tags.dedup();
    tags
}

/// Linux before Windows, releases before pre-releases, versions before words, newer before
/// older, short names before long ones. For `sort_by_cached_key`.
pub fn order_key(tag: &str) -> impl Ord {
    order_key_of(tag, is_prerelease(tag))
}

/// The same where it is known whether the tag is a pre-release.
pub fn order_key_of(tag: &str, is_prerelease: bool) -> impl Ord {
    let windows = ["windowsservercore", "nanoserver"].iter().any(|word| tag.contains(word));
    let number = tag.split(['-', '_']).next().unwrap_or_default();
    (
        (windows, is_prerelease, !starts_with_number(tag)),
        Reverse(Version::parse(number)),
        tag.len(),
        Reverse(Version::parse(tag)),
        tag,
    )
}

fn starts_with_number(tag: &str) -> bool {
    tag.strip_prefix('v').unwrap_or(tag).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a tag names a pre-release: `3.15.0rc1`, `2.0-beta`, `nightly-2024`.
pub fn is_prerelease(tag: &str) -> bool {
    let first = tag.split('-').next().unwrap_or_default();
    (starts_with_number(first) && Version::parse(first).is_prerelease())
        || tag.split('-').any(|word| {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            matches!(bare, "rc" | "alpha" | "beta" | "dev" | "nightly")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_tags_newest_first() {
        let python = tags("docker.io/library/python").expect("embedded");
        assert!(python.complete);
        let at = |tag: &str| python.tags.iter().position(|t| *t == tag).expect(tag);
        assert!(at("3.14") < at("3.13") && at("3.13.15-slim") < at("3.12-slim"));
        assert!(at("3.12") < at("3.15-rc") && at("3.10") < at("3.14-windowsservercore"));
        assert_eq!(tags("no/such"), None);
        assert!(!tags("golang").expect("some were seen").complete);
    }

    #[test]
    fn prereleases() {
        for tag in ["3.15.0rc1-slim", "2.0.0-rc.1", "v1.2-beta2", "nightly-20260101", "nightly", "1.0.dev3"] {
            assert!(is_prerelease(tag), "{tag}");
        }
        for tag in ["3.15.0-slim", "latest", "bookworm", "12.4.1-devel-ubuntu22.04", "v1.2"] {
            assert!(!is_prerelease(tag), "{tag}");
        }
    }

    #[test]
    fn cuda_and_ml_tags() {
        assert!(tags("nvidia/cuda").expect("embedded").tags.len() > 2_000);
        let pytorch = tags("pytorch/pytorch").expect("embedded");
        assert!(!pytorch.complete && pytorch.tags[0].starts_with("2.14.1-"), "{pytorch:?}");
    }

    #[test]
    fn aliases_of_a_tag() {
        assert!(aliases("python", "3.12-slim").contains(&"3.12-slim-trixie"));
        assert!(aliases("ubuntu", "").contains(&"26.04"));
        assert!(aliases("python", "2.7").is_empty());
    }
}
