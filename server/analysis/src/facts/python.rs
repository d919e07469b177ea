//! Python package indexes and wheels.

use serde::{Deserialize, Serialize};

use super::Derived;

/// A package index (PEP 503 or 691) as the user or the Dockerfile names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PythonIndex {
    /// The user's configured index, else the public one.
    Default,
    /// Address of the simple API's root, without a final slash.
    Url(String),
    /// Address of one page of links to files of many projects (`--find-links`). The name of the project
    /// is left empty: the answer holds all files of the page.
    Links(String),
}

/// The files of one project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PythonProject {
    /// Normalised name (PEP 503).
    pub name: String,
    pub files: Vec<ProjectFile>,
    /// Candidates by environment: a project has thousands of files, of which few fit.
    #[serde(skip)]
    pub derived: Derived,
}

/// One wheel or source distribution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProjectFile {
    pub filename: String,
    pub url: String,
    /// Hex digest; the key under which what was read is kept for ever.
    pub sha256: Option<String>,
    pub bytes: Option<u64>,
    pub requires_python: Option<String>,
    pub yanked: bool,
    /// PEP 658: the METADATA file can be had on its own.
    pub has_metadata: bool,
    /// The Dockerfile or a requirement file names the address itself, not an index.
    #[serde(default)]
    pub is_direct: bool,
}

/// What METADATA says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WheelMetadata {
    /// Requires-Dist lines (PEP 508).
    pub requires: Vec<String>,
    pub extras: Vec<String>,
    /// The lines as they are read.
    #[serde(skip)]
    pub derived: Derived,
}

/// Sums over the central directory of a wheel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WheelContents {
    /// Bytes of all files, unpacked.
    pub bytes: u64,
    pub files: u64,
    /// Bytes of `.py` outside tests.
    pub python_bytes: u64,
    /// Bytes of `.py` under `tests/`.
    pub python_test_bytes: u64,
    /// Bytes of shared libraries.
    pub library_bytes: u64,
}
