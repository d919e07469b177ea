//! Packages of npm's registries.

use serde::{Deserialize, Serialize};

/// One version of a package, as a lock file names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NodePackage {
    /// Address of the registry, where the image or the build context configures one.
    pub registry: Option<String>,
    /// `lodash`, `@types/node`.
    pub name: String,
    pub version: String,
    /// Address of the tarball, where the lock file tells it.
    pub tarball: Option<String>,
}

/// What a registry tells of a version. At least one of the lengths is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodePackageSize {
    /// Bytes of its files: `dist.unpackedSize`, which versions from before 2018 lack.
    pub files: Option<u64>,
    /// Length of the tarball as it is downloaded.
    pub tarball: Option<u64>,
    /// Length of the tar archive in it: files with headers and padding.
    pub archive: Option<u64>,
}
