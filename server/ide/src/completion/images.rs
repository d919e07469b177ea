//! Image references: names before the `:`, tags after it, stages among the names.

use syntax::TextRange;

use super::{List, Workspace, digests, names, tags};
use crate::context::Site;

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

pub(super) fn references(site: &Site<'_, '_>, workspace: &Workspace<'_>, list: &mut List) {
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
        names::names(site, &word[..name], cursor, workspace, list);
    } else if cursor <= digest {
        tags::tags(site, &word[..name], range(name + 1, digest), list);
    } else {
        list.replace(range(digest + 1, word.len()));
        digests::digests(site, &word[..digest], list);
    }
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
