//! What COPY and ADD take of a build context, by BuildKit's rules.
//!
//! A source is followed where it is a symbolic link, links inside a copied folder stay links; a pattern is
//! matched below the folder before its first wildcard; `--exclude` looks at paths inside the copied
//! folder, `--parents` keeps the path from the root of the context (or from `/./`).

use std::collections::BTreeSet;

use super::{ContextEntry, ContextListing, DockerIgnore, EntryKind, matches_component};
use crate::image_path::{file_name, in_context};

/// The flags of a copy that choose files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// The patterns of `--exclude`.
    pub excludes: DockerIgnore,
    /// `--parents`.
    pub parents: bool,
}

/// One entry that a copy brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected<'c> {
    pub entry: &'c ContextEntry,
    /// Below the destination; for a source that is no folder the name that it gets in one.
    pub relative: String,
    /// The source (or the match of its pattern) is this entry itself: a destination that is no folder
    /// takes its place.
    pub is_source: bool,
    /// Counts the matches of the source's pattern: hard links inside one of them stay links.
    pub root: usize,
}

/// All that a source brings, folders left out; `None` where it names nothing, which the build refuses. A
/// pattern may match nothing.
pub fn select<'c>(listing: &'c ContextListing, source: &str, filters: &Filters) -> Option<Vec<Selected<'c>>> {
    if filters.parents {
        return with_parents(listing, source, filters);
    }
    let found = sources(listing, source)?;
    let files = |(root, found): (usize, &Source)| found.files(root, listing, &filters.excludes, None);
    Some(found.iter().enumerate().flat_map(files).collect())
}

/// `--parents`: the source is a pattern for paths below the root, or below what stands before `/./`.
fn with_parents<'c>(
    listing: &'c ContextListing,
    source: &str,
    filters: &Filters,
) -> Option<Vec<Selected<'c>>> {
    let (pivot, pattern) = source.split_once("/./").unwrap_or(("", source));
    let pattern = in_context(pattern);
    let includes = DockerIgnore::parse(&pattern);
    let mut found = Vec::new();
    for (root, folder) in sources(listing, pivot)?.iter().enumerate() {
        if !has_wildcard(source) && !listing.has(&joined(&folder.path, &pattern)) {
            return None;
        }
        found.extend(folder.files(root, listing, &filters.excludes, Some(&includes)));
    }
    Some(found)
}

/// A source, or one match of its pattern.
struct Source {
    /// As the source names it.
    name: String,
    /// Where it is, links followed; empty for the root.
    path: String,
}

fn sources(listing: &ContextListing, source: &str) -> Option<Vec<Source>> {
    let source = in_context(source);
    let (folder, pattern) = literal_part(&source);
    let folder = listing.follow(folder)?;
    if pattern.is_empty() {
        let found = Source { name: file_name(&source).to_owned(), path: folder };
        return listing.has(&found.path).then(|| vec![found]);
    }
    let followed = matching(listing, &folder, pattern).into_iter().map(|path| {
        let source = Source { name: file_name(&path).to_owned(), path: listing.follow(&path)? };
        listing.has(&source.path).then_some(source)
    });
    followed.collect()
}

/// The paths below a folder that a pattern matches. Folders whose own entry `.dockerignore` leaves out
/// are there all the same when it keeps something in them.
fn matching(listing: &ContextListing, folder: &str, pattern: &str) -> BTreeSet<String> {
    let depth = pattern.split('/').count();
    let start = if folder.is_empty() { 0 } else { folder.len() + 1 };
    let cut = |entry: &ContextEntry| {
        let ends = entry.path[start..].match_indices('/').map(|(at, _)| start + at).chain([entry.path.len()]);
        Some(entry.path[..ends.into_iter().nth(depth - 1)?].to_owned())
    };
    let paths: BTreeSet<String> = listing.below(folder).filter_map(cut).collect();
    paths.into_iter().filter(|path| matches(pattern, &path[start..])).collect()
}

impl Source {
    /// What it brings: itself, or what lies in it.
    fn files<'c>(
        &self,
        root: usize,
        listing: &'c ContextListing,
        excludes: &DockerIgnore,
        includes: Option<&DockerIgnore>,
    ) -> Vec<Selected<'c>> {
        if let Some(entry) = listing.get(&self.path).filter(|entry| entry.kind != EntryKind::Directory) {
            let relative = self.name.clone();
            return vec![Selected { entry, relative, is_source: true, root }];
        }
        let start = if self.path.is_empty() { 0 } else { self.path.len() + 1 };
        let inside = listing.below(&self.path).filter(|entry| entry.kind != EntryKind::Directory);
        let chosen = inside.filter(|entry| {
            let relative = &entry.path[start..];
            includes.is_none_or(|includes| includes.ignores(relative)) && !excludes.ignores(relative)
        });
        chosen
            .map(|entry| Selected { entry, relative: entry.path[start..].to_owned(), is_source: false, root })
            .collect()
    }
}

/// The folders before the first component with a wildcard, and the rest.
fn literal_part(source: &str) -> (&str, &str) {
    let mut start = 0;
    for component in source.split('/') {
        if has_wildcard(component) {
            return (source[..start].trim_end_matches('/'), &source[start..]);
        }
        start = (start + component.len() + 1).min(source.len());
    }
    (source, "")
}

/// A backslash takes the meaning from the character after it.
fn has_wildcard(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

/// Go's `filepath.Match`, component by component.
fn matches(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if matches_component(pattern, name) => {}
            _ => return false,
        }
    }
}

fn joined(folder: &str, rest: &str) -> String {
    in_context(&format!("{folder}/{rest}"))
}
