//! apt archives and their package indexes.

use serde::{Deserialize, Serialize};

use super::Derived;

/// One suite, component and architecture of an apt archive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AptArchive {
    /// Base address as the image's sources name it, without a final slash.
    pub url: String,
    pub suite: String,
    pub component: String,
    pub architecture: String,
}

/// The packages of one archive, sorted by name, then version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AptIndex {
    pub packages: Vec<AptPackage>,
    /// Bytes of the index as apt keeps it in its lists, uncompressed.
    pub list_bytes: u64,
    /// Which packages provide a name.
    #[serde(skip)]
    pub derived: Derived,
}

/// The fields of a package that a closure and its size need.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AptPackage {
    pub name: String,
    pub version: String,
    pub section: String,
    /// Installed-Size in bytes.
    pub installed_bytes: u64,
    /// Size of the .deb in bytes.
    pub deb_bytes: u64,
    /// Pre-Depends and Depends as written.
    pub depends: String,
    pub recommends: String,
    pub provides: String,
    pub conflicts: String,
    /// `required`, `important`, `standard`, `optional`.
    pub priority: String,
    pub essential: bool,
}

impl AptIndex {
    /// A package of this name exists.
    pub fn has(&self, name: &str) -> bool {
        self.packages.binary_search_by(|package| package.name.as_str().cmp(name)).is_ok()
    }

    /// Some package provides the name. Reads all of the index.
    pub fn provides(&self, name: &str) -> bool {
        let is_name =
            |each: &str| each.split([' ', '(', ':', '\n']).find(|word| !word.is_empty()) == Some(name);
        self.packages
            .iter()
            .any(|package| package.provides.contains(name) && package.provides.split(',').any(is_name))
    }

    /// Every name, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|package| package.name.as_str())
    }
}
