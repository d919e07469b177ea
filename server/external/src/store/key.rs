//! What can be asked for.

use std::fmt;

use analysis::facts::Platform;
use analysis::reference::{ImageReference, Repository};

/// The question that a fact answers: one for each method of `FactStore`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactKey {
    Tags(Repository),
    Image(ImageReference, Platform),
    UrlSize(String),
}

impl fmt::Display for FactKey {
    /// A short name for people: what a progress report shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactKey::Tags(repository) => write!(f, "tags of {}", repository.familiar_with_registry()),
            FactKey::Image(image, _) => write!(f, "image {image}"),
            FactKey::UrlSize(url) => f.write_str(url),
        }
    }
}
