//! What the file system of a base image holds.

use serde::{Deserialize, Serialize};

use super::{AptArchive, PackageRepository};

/// Read from the layers of an image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BaseContents {
    /// `ID` of os-release: `debian`, `ubuntu`, `rocky`.
    pub distro: Option<String>,
    /// `VERSION_ID` of os-release: `12`, `22.04`.
    pub release: Option<String>,
    /// Installed packages, by dpkg, apk or rpm.
    pub packages: Vec<InstalledPackage>,
    /// Archives of apt's sources that apply to the image's architecture.
    pub apt_archives: Vec<AptArchive>,
    /// apt empties its download cache after each run (`docker-clean`).
    pub apt_docker_clean: bool,
    /// apt keeps its lists compressed (`docker-gzip-indexes`).
    pub apt_gzip_indexes: bool,
    pub path_excludes: PathExcludes,
    /// `3.11` where one Python is found.
    pub python: Option<String>,
    /// Distributions in site-packages: name and version.
    pub site_packages: Vec<(String, String)>,
    /// Compressed bytes of layers that were too large to read: with any, packages may be missing here.
    #[serde(default)]
    pub skipped_bytes: u64,
    /// Python's own modules have no bytecode yet: the first pip run writes it.
    pub python_bytecode_stripped: bool,
    /// Repositories of apk or dnf that are switched on.
    #[serde(default)]
    pub repositories: Vec<PackageRepository>,
    /// Length of the database of installed packages (dpkg's status, apk's `installed`, rpm's file): an
    /// install writes all of it again. 0 where it was not read.
    #[serde(default)]
    pub database_bytes: u64,
    /// Length of debconf's templates, which an install with dpkg writes again. 0 where it was not read.
    #[serde(default)]
    pub debconf_bytes: u64,
    #[serde(default)]
    pub dnf: DnfSettings,
}

/// What `dnf.conf` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnfSettings {
    /// `tsflags=nodocs`: documentation is left out.
    pub skips_docs: bool,
    /// `install_weak_deps=False`.
    pub skips_weak: bool,
}

/// A package that the image has already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstalledPackage {
    pub name: String,
    pub version: String,
    /// Names that it provides besides its own.
    pub provides: Vec<String>,
}

/// dpkg's path-exclude and path-include patterns, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PathExcludes {
    /// `(exclude, pattern)`; the last match decides.
    pub rules: Vec<(bool, String)>,
}
