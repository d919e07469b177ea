//! The tag to use instead of one that does not exist, among those that do.

use std::cmp::Ordering;

use super::tags::is_prerelease;
use crate::version::{Version, compare};

/// The tag of a list that is nearest to `wanted`: the same words behind the version (`slim-bookworm`,
/// `cuda12.1-cudnn9-runtime`) before all, then the nearest version, upwards first. Releases only, unless
/// `wanted` is a pre-release. `None` where the list has no version and `wanted` has.
pub fn nearest_tag<'t>(wanted: &str, tags: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let target = Parts::of(wanted);
    let fits = |tag: &&str| *tag != wanted && (!is_prerelease(tag) || is_prerelease(wanted));
    tags.filter(fits)
        .filter_map(|tag| Some((target.distance(&Parts::of(tag))?, tag)))
        .min()
        .map(|(_, tag)| tag)
}

/// The newest patch release with the same words behind the version: `3.12.3-slim` gives `3.12.14-slim`.
/// `None` where there is none newer, or the tag has no patch number.
pub fn newest_patch_of<'t>(tag: &str, tags: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let own = Parts::of(tag);
    let numbers: Vec<u64> = own.version.as_ref()?.release().collect();
    if numbers.len() < 3 || is_prerelease(tag) {
        return None;
    }
    let same = |other: &&str| {
        let parts = Parts::of(other);
        let series: Vec<u64> = parts.version.iter().flat_map(Version::release).collect();
        let is_of_series = series.len() == numbers.len() && series[..2] == numbers[..2];
        is_of_series
            && (parts.prefix, parts.words) == (own.prefix, own.words.clone())
            && !is_prerelease(other)
    };
    let newest = tags.filter(same).max_by(|a, b| compare(a, b))?;
    (compare(newest, tag) == Ordering::Greater).then_some(newest)
}

/// A tag taken apart: `v0.10.1-cu128-ubuntu2204` is the version `0.10.1` and two words.
struct Parts<'t> {
    /// `v` before the number.
    prefix: &'t str,
    version: Option<Version>,
    words: Vec<&'t str>,
}

/// How far a tag is from the wanted one, the most important part first: words that differ, the letter
/// before the version, a step back in a version, major, minor and patch numbers between them.
type Distance = (usize, bool, bool, [u64; 3]);

impl<'t> Parts<'t> {
    fn of(tag: &'t str) -> Self {
        let (front, rest) = tag.split_once('-').map_or((tag, ""), |(front, rest)| (front, rest));
        let number = front.trim_start_matches('v');
        let prefix = &front[..front.len() - number.len()];
        let words = |text: &'t str| text.split('-').filter(|word| !word.is_empty()).collect();
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            return Self { prefix, version: Some(Version::parse(number)), words: words(rest) };
        }
        Self { prefix: "", version: None, words: words(tag) }
    }

    fn distance(&self, other: &Parts<'_>) -> Option<Distance> {
        let missing = |a: &[&str], b: &[&str]| a.iter().filter(|word| !b.contains(word)).count();
        let words = missing(&self.words, &other.words) * 2 + missing(&other.words, &self.words);
        let (back, steps) = match (&self.version, &other.version) {
            (Some(from), Some(to)) => {
                (compare(to.as_str(), from.as_str()) == Ordering::Less, steps(from, to))
            }
            (None, None) => (false, [0; 3]),
            _ => return None,
        };
        Some((words, self.prefix != other.prefix, back, steps))
    }
}

/// Differences of the first three numbers; a number that is not written is 0.
fn steps(from: &Version, to: &Version) -> [u64; 3] {
    let numbers = |version: &Version| {
        let mut numbers = version.release().chain(std::iter::repeat(0));
        [(); 3].map(|()| numbers.next().unwrap_or_default())
    };
    let (from, to) = (numbers(from), numbers(to));
    [0, 1, 2].map(|at| from[at].abs_diff(to[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: [&str; 10] = [
        "3.12.14-slim",
        "3.12-slim",
        "3.13-slim",
        "3.13.1-bookworm",
        "3.12.9-bookworm",
        "3.12.14-bookworm",
        "3.14.0rc1-slim",
        "latest",
        "v0.10.1",
        "2.7.1-cuda12.8-cudnn9-runtime",
    ];

    #[test]
    fn the_words_stay_and_the_version_is_near() {
        for (wanted, expected) in [
            ("3.12.99-slim", Some("3.13-slim")),
            ("3.12.3-bookworm", Some("3.12.9-bookworm")),
            ("3.99-bookworm", Some("3.13.1-bookworm")),
            ("3.14.0-slim", Some("3.13-slim")),
            ("v0.10.0", Some("v0.10.1")),
            ("2.7.0-cuda12.8-cudnn9-runtime", Some("2.7.1-cuda12.8-cudnn9-runtime")),
            ("stable", Some("latest")),
        ] {
            assert_eq!(nearest_tag(wanted, TAGS.into_iter()), expected, "{wanted}");
        }
        assert_eq!(nearest_tag("1.0", ["latest"].into_iter()), None);
    }

    #[test]
    fn newer_patches_keep_the_words() {
        for (tag, expected) in [
            ("3.12.3-slim", Some("3.12.14-slim")),
            ("3.12.9-bookworm", Some("3.12.14-bookworm")),
            ("3.12.14-bookworm", None),
            ("3.12-slim", None),
            ("3.12.3-alpine", None),
            ("latest", None),
        ] {
            assert_eq!(newest_patch_of(tag, TAGS.into_iter()), expected, "{tag}");
        }
    }
}
