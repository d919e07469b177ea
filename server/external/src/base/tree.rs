//! Layers on top of each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is kept of one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerFiles {
    /// By path without a leading slash; empty where only presence matters.
    pub files: BTreeMap<String, String>,
    /// Paths that the layer removes, with everything below.
    pub removed: Vec<String>,
    /// Folders whose earlier contents the layer hides.
    pub opaque: Vec<String>,
}

/// The files of interest of an image, so far.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// These files as one layer.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        tree.apply(LayerFiles { files, ..LayerFiles::default() });
        tree
    }

    /// Puts a layer on top.
    pub fn apply(&mut self, layer: LayerFiles) {
        for path in &layer.removed {
            self.files.remove(path);
            self.remove_below(path);
        }
        for folder in &layer.opaque {
            self.remove_below(folder);
        }
        self.files.extend(layer.files);
    }

    fn remove_below(&mut self, folder: &str) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files.retain(|path, _| !path.starts_with(&prefix));
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every path with its text, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files directly in a folder, in order: how apt and dpkg read their `.d` folders.
    pub fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter_map(move |(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.contains('/')).then_some((name, text))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(files: &[&str], removed: &[&str], opaque: &[&str]) -> LayerFiles {
        let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        LayerFiles {
            files: files.iter().map(|path| ((*path).to_owned(), String::new())).collect(),
            removed: own(removed),
            opaque: own(opaque),
        }
    }

    fn paths(tree: &Tree) -> Vec<&str> {
        tree.iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn upper_layers_remove_and_hide() {
        let mut tree = Tree::default();
        tree.apply(layer(&["a/b", "a/c/d", "ab", "e/f"], &[], &[]));
        tree.apply(layer(&["e/g"], &["a/c"], &["e"]));
        assert_eq!(paths(&tree), ["a/b", "ab", "e/g"]);
        tree.apply(layer(&[], &["a"], &[]));
        assert_eq!(paths(&tree), ["ab", "e/g"]);
        assert_eq!(tree.folder("e").map(|(name, _)| name).collect::<Vec<_>>(), ["g"]);
    }
}
