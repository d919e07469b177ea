//! The paths of one layer, and of layers on top of each other.

use std::collections::{BTreeMap, HashMap};

use analysis::facts::{ImageListing, Listed, listing_line};
use serde::{Deserialize, Serialize};

use super::tree::LayerFiles;

/// Entries of a layer that are told apart: the largest images have 400,000.
const MAX_ENTRIES: usize = 1_000_000;
/// Bytes of their names.
const MAX_BYTES: usize = 96 << 20;

/// Every path of one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerPaths {
    /// A line for each entry of the archive, in its order.
    lines: String,
    removed: Vec<String>,
    opaque: Vec<String>,
    /// There are more entries than are kept.
    pub truncated: bool,
}

/// Paths while an archive is read.
#[derive(Debug, Default)]
pub struct Collector {
    found: LayerPaths,
    /// Lengths of files that other names may link to.
    lengths: HashMap<String, u64>,
}

impl Collector {
    /// Adds an entry of the archive. What is neither file, folder nor link takes no bytes.
    pub fn add(&mut self, path: &str, header: &tar::Header, bytes: u64, link: Option<&str>) {
        if self.lengths.len() >= MAX_ENTRIES || self.found.lines.len() >= MAX_BYTES {
            self.found.truncated = true;
            return;
        }
        let kind = header.entry_type();
        let first = link.map(|link| link.trim_start_matches("./").trim_matches('/'));
        let listed = if kind.is_dir() {
            Listed::Directory
        } else if kind.is_symlink() {
            Listed::Symlink(link.unwrap_or_default())
        } else if kind.is_hard_link() {
            let first = first.unwrap_or_default();
            Listed::HardLink(self.lengths.get(first).copied().unwrap_or_default(), first)
        } else {
            Listed::File(if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
                bytes
            } else {
                0
            })
        };
        if let Some(line) = listing_line(path, listed) {
            self.found.lines.push_str(&line);
            self.found.lines.push('\n');
        }
        if let Listed::File(bytes) | Listed::HardLink(bytes, _) = listed {
            self.lengths.insert(path.to_owned(), bytes);
        }
    }

    /// The paths, with what the layer removes.
    pub fn finish(self, files: &LayerFiles) -> LayerPaths {
        LayerPaths { removed: files.removed.clone(), opaque: files.opaque.clone(), ..self.found }
    }
}

/// The paths of an image, so far.
#[derive(Debug, Default)]
pub struct Paths {
    listed: BTreeMap<String, String>,
    pub truncated: bool,
}

impl Paths {
    /// Puts a layer on top.
    pub fn apply(&mut self, layer: &LayerPaths) {
        self.truncated |= layer.truncated;
        for path in &layer.removed {
            self.listed.remove(path);
            self.remove_below(path);
        }
        layer.opaque.iter().for_each(|folder| self.remove_below(folder));
        for (path, listed) in layer.lines.lines().filter_map(|line| line.split_once('\t')) {
            // A file in the place of a folder hides what was in it.
            if self.listed.insert(path.to_owned(), listed.to_owned()).is_some_and(|old| old == "d")
                && listed != "d"
            {
                self.remove_below(path);
            }
        }
    }

    fn remove_below(&mut self, folder: &str) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.listed.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        let below: Vec<String> = below.map(|(path, _)| path.clone()).collect();
        for path in below {
            self.listed.remove(&path);
        }
    }

    pub fn listing(&self, skipped_bytes: u64) -> ImageListing {
        ImageListing::new(&self.listed, skipped_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(lines: &str, removed: &[&str], opaque: &[&str]) -> LayerPaths {
        let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        LayerPaths { lines: lines.into(), removed: own(removed), opaque: own(opaque), truncated: false }
    }

    #[test]
    fn upper_layers_remove_hide_and_replace() {
        let mut paths = Paths::default();
        paths.apply(&layer(
            "a\td\na/b\tf1\na/c\td\na/c/d\tf2\nab\tf4\ne\td\ne/f\tf8\nl\td\nl/x\tf16\n",
            &[],
            &[],
        ));
        paths.apply(&layer("e/g\tf32\nl\tle\n", &["a/c"], &["e"]));
        let listing = paths.listing(0);
        let files: Vec<_> = listing.files("/").into_iter().map(|(path, _)| path).collect();
        assert_eq!(files, ["a/b", "ab", "e/g"]);
        assert_eq!(listing.resolved("/l/g").as_deref(), Some("/e/g"));
    }
}
