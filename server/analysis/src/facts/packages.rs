//! Package repositories of Alpine, of Red Hat's family and of conda.

use serde::{Deserialize, Serialize};

/// One repository that an image or a command names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackageRepository {
    pub kind: RepositoryKind,
    /// As written, variables replaced, without a final slash. For conda a name such as `conda-forge` too.
    pub url: String,
    /// Alpine's and Red Hat's name of the architecture (`x86_64`), conda's of the platform (`linux-64`).
    pub architecture: String,
}

/// How a repository is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RepositoryKind {
    /// `APKINDEX.tar.gz` below the architecture.
    Apk,
    /// `repodata/repomd.xml` below the address.
    Rpm,
    /// The address answers with mirrors, as a metalink or a plain list.
    RpmMirrors,
    /// `repodata.json` below the platform.
    Conda,
}

/// The packages of one repository, sorted by name; versions in the repository's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PackageIndex {
    pub packages: Vec<IndexedPackage>,
    /// Bytes of the metadata as the package manager keeps it in its cache.
    pub kept_bytes: u64,
}

/// What a closure and its size need of one version of a package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexedPackage {
    pub name: String,
    /// As its family writes it: `1.2.4-r0`, `1:2.3-4.el9`, `3.11.9`.
    pub version: String,
    /// conda's build string, rpm's architecture.
    #[serde(default)]
    pub build: String,
    #[serde(default)]
    pub build_number: u64,
    /// Bytes of its files, where the index tells.
    #[serde(default)]
    pub installed_bytes: Option<u64>,
    /// Bytes of the package file.
    pub package_bytes: u64,
    /// One dependency a line, as the index writes it.
    #[serde(default)]
    pub depends: String,
    /// Weak dependencies that come along by default.
    #[serde(default)]
    pub recommends: String,
    /// One capability a line; rpm's files among them.
    #[serde(default)]
    pub provides: String,
    /// conda: where the package file is. Below the platform's folder.
    #[serde(default)]
    pub file: String,
}

impl PackageIndex {
    /// All versions of a name.
    pub fn versions(&self, name: &str) -> &[IndexedPackage] {
        let start = self.packages.partition_point(|package| package.name.as_str() < name);
        let length = self.packages[start..].iter().take_while(|package| package.name == name).count();
        &self.packages[start..start + length]
    }
}
