//! What an image holds at a path, by the list of its files.

use std::cmp::Reverse;

use super::bytes::{Estimate, human};
use super::piece::Piece;
use super::run::covers;
use super::state::{BaseImage, State};
use crate::context::matches_component;
use crate::facts::{Fact, FactStore, ImageListing};
use crate::image_path::{below, file_name};

/// Files shown one by one; the rest is summed.
const SHOWN: usize = 8;

/// Files of an image at a path.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Held {
    /// Where each source lies in the image, and its files: path below the source (empty for the source
    /// itself) and bytes.
    pub sources: Vec<(String, Vec<(String, u64)>)>,
}

impl Held {
    pub fn bytes(&self) -> u64 {
        self.sources.iter().flat_map(|(_, files)| files).map(|(_, bytes)| bytes).sum()
    }

    /// What is left after a stage removed some files and wrote others in the place of some.
    pub fn without(&self, state: &State) -> Self {
        let left = |(source, files): &(String, Vec<(String, u64)>)| {
            let is_left = |(rest, _): &&(String, u64)| {
                let path = join(source, rest);
                let is_removed = state.removed.iter().any(|removed| covers(removed, &path));
                !is_removed && state.written.at(&path).next().is_none()
            };
            (source.clone(), files.iter().filter(is_left).cloned().collect())
        };
        Self { sources: self.sources.iter().map(left).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The files as parts of a layer. `target` says where a source, a file or a folder, comes to
    /// lie.
    pub fn pieces(&self, image: &str, target: &dyn Fn(&str, bool) -> String) -> Vec<Piece> {
        let of_source = |(source, files): &(String, Vec<(String, u64)>)| {
            let is_file = files.iter().any(|(rest, _)| rest.is_empty());
            pieces(image, source, files, &target(source, is_file))
        };
        self.sources.iter().flat_map(of_source).collect()
    }
}

/// What an image holds at a path or at what a pattern matches; links are followed. Says why where the
/// files of the image are not known.
pub(super) fn held(facts: &dyn FactStore, base: &BaseImage, path: &str) -> Result<Held, String> {
    let listing = match facts.image_listing(&base.image, &base.platform) {
        Fact::Known(known) => known.value,
        Fact::Pending => return Err(format!("the layers of {} are being read", base.image)),
        Fact::Unavailable(why) => return Err(format!("layers of {}: {why}", base.image)),
    };
    if listing.skipped_bytes > 0 {
        let skipped = human(listing.skipped_bytes);
        return Err(format!(
            "{skipped} of the layers of {} are above the limit of network.layers-max-mb",
            base.image
        ));
    }
    let sources = matched(&listing, path).into_iter().map(|source| {
        let real = listing.resolved(&source).unwrap_or_default();
        let files = listing.files(&real).into_iter().map(|(path, bytes)| {
            let rest = below(real.trim_matches('/'), path).unwrap_or_default();
            (rest.to_owned(), bytes)
        });
        let files = files.collect();
        (source, files)
    });
    Ok(Held { sources: sources.collect() })
}

/// The paths that a pattern stands for, component by component.
fn matched(listing: &ImageListing, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for component in pattern.split('/').filter(|component| !component.is_empty()) {
        let folders = std::mem::take(&mut found);
        for folder in folders {
            if component.contains(['*', '?', '[']) {
                found.extend(children(listing, &folder, component));
            } else {
                let path = format!("{folder}/{component}");
                found.extend(listing.resolved(&path).map(|_| path));
            }
        }
    }
    found.into_iter().map(|path| if path.is_empty() { "/".to_owned() } else { path }).collect()
}

/// Names in a folder that a pattern matches.
fn children(listing: &ImageListing, folder: &str, pattern: &str) -> Vec<String> {
    let real = listing.resolved(folder).unwrap_or_default();
    let root = real.trim_matches('/');
    let mut found: Vec<String> = Vec::new();
    for (path, _) in listing.below(root) {
        let name = below(root, path).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let is_new = found.last().is_none_or(|last| file_name(last) != name);
        if is_new && matches_component(pattern, name) {
            found.push(format!("{folder}/{name}"));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|path| listing.resolved(path).is_some());
    found
}

fn join(folder: &str, rest: &str) -> String {
    if rest.is_empty() { folder.to_owned() } else { format!("{}/{rest}", folder.trim_end_matches('/')) }
}

fn pieces(image: &str, source: &str, files: &[(String, u64)], target: &str) -> Vec<Piece> {
    let mut largest: Vec<&(String, u64)> = files.iter().collect();
    largest.sort_by_key(|(_, bytes)| Reverse(*bytes));
    let (shown, rest) = largest.split_at(largest.len().min(SHOWN));
    let origin = format!("list of files of {image}");
    let mut found: Vec<Piece> = shown
        .iter()
        .map(|(path, bytes)| {
            let share = super::copy::compressibility(if path.is_empty() { source } else { path });
            Piece::new(join(source, path), join(target, path), Estimate::exact(*bytes), share, origin.clone())
        })
        .collect();
    if !rest.is_empty() {
        let bytes = rest.iter().map(|(_, bytes)| bytes).sum();
        let compressed = rest.iter().map(|(path, bytes)| {
            let share = super::copy::compressibility(path);
            Estimate::exact(*bytes).scaled(share.low, share.best, share.high)
        });
        found.push(Piece {
            what: format!("{} more files of {source}", rest.len()),
            path: target.to_owned(),
            bytes: Estimate::exact(bytes),
            compressed: compressed.sum(),
            source: origin,
        });
    }
    found
}

/// A folder that holds files of the system, and so of a base image.
pub(super) fn belongs_to_system(path: &str) -> bool {
    const SYSTEM: [&str; 12] =
        ["usr", "bin", "sbin", "lib", "lib64", "etc", "var", "root", "home", "go", "opt/conda", "opt/nvidia"];
    let path = path.trim_matches('/');
    matches!(path, "" | "opt") || SYSTEM.iter().any(|folder| below(folder, path).is_some())
}
