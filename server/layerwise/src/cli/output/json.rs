//! `check --format json`.

use serde::Serialize;

use super::report::FileReport;

/// The document; new keys may be added, none change their meaning.
#[derive(Debug, Serialize)]
pub struct Document<'r> {
    version: u32,
    files: &'r [FileReport],
}

impl<'r> Document<'r> {
    pub fn new(files: &'r [FileReport]) -> Self {
        Self { version: 1, files }
    }
}
