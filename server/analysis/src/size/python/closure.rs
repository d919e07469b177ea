//! What an install brings.

use crate::size::bytes::Estimate;

/// Distributions that are new in the image.
#[derive(Debug, Clone, Default)]
pub(super) struct Closure {
    pub packages: Vec<Package>,
    /// What could not be looked up, and why.
    pub unknown: Vec<(String, String)>,
    pub notes: Vec<String>,
}

/// One distribution, as its wheel leaves it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Package {
    /// Normalised.
    pub name: String,
    pub version: String,
    /// Bytes of the files in the wheel.
    pub files: Estimate,
    /// Bytes of the bytecode that pip compiles with Python 3.11.
    pub bytecode: Estimate,
    /// The share of it that is of tests: other versions of Python make more or less of them.
    pub share_of_tests: f64,
    /// Bytes of the wheel itself: deflate does to files what gzip does.
    pub wheel: Option<u64>,
    /// The wheel's file name, where an index told it.
    pub filename: Option<String>,
    pub source: String,
}
