//! What can be asked for.

use std::fmt;

use analysis::facts::{
    AptArchive, HubRepository, NodePackage, PackageRepository, Platform, ProjectFile, PythonIndex,
};
use analysis::reference::{ImageReference, Repository};

/// The question that a fact answers: one for each method of `FactStore`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactKey {
    Tags(Repository),
    /// Tags that hold a text.
    TagsLike(Repository, String),
    /// Images that fit a text.
    Search(String),
    Image(ImageReference, Platform),
    BaseContents(ImageReference, Platform),
    ImageListing(ImageReference, Platform),
    AptIndex(AptArchive),
    PackageIndex(PackageRepository),
    PythonProject(PythonIndex, String),
    /// Its dependencies and unpacked sizes.
    Wheel(ProjectFile),
    NodePackage(NodePackage),
    UrlSize(String),
    HubFiles(HubRepository),
}

impl FactKey {
    /// The question follows what somebody types: the next one makes it pointless.
    pub fn is_typed(&self) -> bool {
        matches!(self, FactKey::TagsLike(..) | FactKey::Search(_))
    }
}

impl fmt::Display for FactKey {
    /// A short name for people: what a progress report shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactKey::Tags(repository) => write!(f, "tags of {}", repository.familiar_with_registry()),
            FactKey::TagsLike(repository, part) => {
                write!(f, "tags of {} with {part}", repository.familiar_with_registry())
            }
            FactKey::Search(text) => write!(f, "images called {text}"),
            FactKey::Image(image, _) => write!(f, "image {image}"),
            FactKey::BaseContents(image, _) => write!(f, "contents of {image}"),
            FactKey::ImageListing(image, _) => write!(f, "files of {image}"),
            FactKey::AptIndex(archive) => {
                write!(f, "packages of {} {}", archive.suite, archive.component)
            }
            FactKey::PackageIndex(repository) => write!(f, "packages of {}", repository.url),
            FactKey::PythonProject(PythonIndex::Links(page), _) => write!(f, "links of {page}"),
            FactKey::PythonProject(_, name) => write!(f, "versions of {name}"),
            FactKey::Wheel(file) => write!(f, "size of {}", file.filename),
            FactKey::NodePackage(package) => write!(f, "size of {}@{}", package.name, package.version),
            FactKey::UrlSize(url) => f.write_str(url),
            FactKey::HubFiles(repository) => write!(f, "files of {}", repository.id),
        }
    }
}
