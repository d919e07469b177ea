//! apt archives and their package indexes.

use serde::{Deserialize, Serialize};

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
