//! Facts about the outside world: what analysis asks, and the trait of the store that answers.
//!
//! Analysis never waits. A store answers with what it has now and remembers what was asked for,
//! so that a fetcher can get it; the analysis then runs again.

mod apt;
mod base;
mod derived;
mod hub;
mod image;
mod listing;
mod node;
mod packages;
mod python;
mod script;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::reference::{ImageReference, Repository};

pub use apt::{AptArchive, AptIndex, AptPackage};
pub use base::{BaseContents, DnfSettings, InstalledPackage, PathExcludes};
pub use derived::Derived;
pub use hub::{HubFile, HubFiles, HubKind, HubRepository};
pub use image::{
    FoundImage, FoundImages, ImageConfig, ImageDetails, LayerSize, Platform, Tag, TagList, TagPlatform,
};
pub use listing::{ImageListing, Listed, listing_line};
pub use node::{NodePackage, NodePackageSize};
pub use packages::{IndexedPackage, PackageIndex, PackageRepository, RepositoryKind, capability};
pub use python::{ProjectFile, PythonIndex, PythonProject, WheelContents, WheelMetadata};
pub use script::{ScriptComment, ScriptDialect, ScriptLevel, ShellScript};

/// An answer of a [`FactStore`].
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<T: ?Sized> {
    Known(Known<T>),
    /// Nobody has answered yet; asking again later may.
    Pending,
    Unavailable(Unavailable),
}

impl<T: ?Sized> Fact<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&Arc<T>> {
        match self {
            Fact::Known(known) => Some(&known.value),
            Fact::Pending | Fact::Unavailable(_) => None,
        }
    }
}

/// A value with where it came from and how old it is.
#[derive(Debug, PartialEq)]
pub struct Known<T: ?Sized> {
    pub value: Arc<T>,
    pub origin: Origin,
    /// When the source gave this answer.
    pub as_of: SystemTime,
}

impl<T: ?Sized> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), origin: self.origin, as_of: self.as_of }
    }
}

impl<T: ?Sized> Known<T> {
    /// Age at `now`; zero when the clock went backwards.
    pub fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(self.as_of).unwrap_or_default()
    }

    /// When the source was read, as a part of a layer tells it: `read 2026-11-24`.
    pub fn when_read(&self) -> String {
        format!("read {}", crate::dates::date(self.as_of))
    }
}

/// When the oldest of several answers was read; `None` where none of them has come.
pub fn oldest_reading<T: ?Sized>(answers: impl IntoIterator<Item = Fact<T>>) -> Option<String> {
    let known = answers.into_iter().filter_map(|answer| match answer {
        Fact::Known(known) => Some(known),
        Fact::Pending | Fact::Unavailable(_) => None,
    });
    known.min_by_key(|known| known.as_of).map(|known| known.when_read())
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The registry or index answered in this run.
    Live,
    /// An earlier answer, from the disk cache.
    Cache,
    /// The tables inside the binary.
    Embedded,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Live => "registry",
            Origin::Cache => "cache",
            Origin::Embedded => "embedded",
        })
    }
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// Settings say `offline`.
    Offline,
    /// The source says that it does not exist (404, 410).
    NotFound,
    /// The source wants credentials that we do not have (401, 403).
    Denied,
    /// Anything else: a time-out, a broken answer, a limit. One short sentence for people.
    Failed(String),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unavailable::Offline => f.write_str("offline"),
            Unavailable::NotFound => f.write_str("not found"),
            Unavailable::Denied => f.write_str("access denied"),
            Unavailable::Failed(why) => f.write_str(why),
        }
    }
}

/// Answers at once from memory, and remembers what was asked for but not known. What a store does not
/// answer is unavailable.
pub trait FactStore: Send + Sync {
    /// Every tag of a repository, or as many as are known.
    fn tags(&self, _: &Repository) -> Fact<TagList> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// The tags that are known already. Nobody is asked, unlike with [`FactStore::tags`].
    fn known_tags(&self, _: &Repository) -> Option<Known<TagList>> {
        None
    }
    /// Tags whose names hold a text, where the registry can filter: for lists that are too long, or too
    /// slow, to be read whole while somebody types.
    fn tags_like(&self, _: &Repository, _: &str) -> Fact<TagList> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Images of Docker Hub that fit what somebody typed.
    fn search(&self, _: &str) -> Fact<FoundImages> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Manifest and configuration of one image on one platform.
    fn image(&self, _: &ImageReference, _: &Platform) -> Fact<ImageDetails> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// What the file system of a base image holds: packages, package sources, Python.
    fn base_contents(&self, _: &ImageReference, _: &Platform) -> Fact<BaseContents> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Every file of an image, by its layers.
    fn image_listing(&self, _: &ImageReference, _: &Platform) -> Fact<ImageListing> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// The package index of one suite, component and architecture of an apt archive.
    fn apt_index(&self, _: &AptArchive) -> Fact<AptIndex> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// The packages of a repository of Alpine, of Red Hat's family or of conda.
    fn package_index(&self, _: &PackageRepository) -> Fact<PackageIndex> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Files of a project on a Python package index.
    fn python_project(&self, _: &PythonIndex, _: &str) -> Fact<PythonProject> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Dependencies that a wheel declares.
    fn wheel_metadata(&self, _: &ProjectFile) -> Fact<WheelMetadata> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Unpacked sizes inside a wheel.
    fn wheel_contents(&self, _: &ProjectFile) -> Fact<WheelContents> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// How long one version of a package of an npm registry is.
    fn node_package(&self, _: &NodePackage) -> Fact<NodePackageSize> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// Length in bytes of what a URL gives.
    fn url_size(&self, _: &str) -> Fact<u64> {
        Fact::Unavailable(Unavailable::Offline)
    }
    /// What earlier questions have left of [`Self::base_contents`]; nothing is fetched because of it.
    fn recalled_base_contents(&self, _: &ImageReference, _: &Platform) -> Option<Arc<BaseContents>> {
        None
    }
    /// What earlier questions have left of [`Self::apt_index`]; nothing is fetched because of it.
    fn recalled_apt_index(&self, _: &AptArchive) -> Option<Arc<AptIndex>> {
        None
    }
    /// What earlier questions have left of [`Self::python_project`]; nothing is fetched because of it.
    fn recalled_python_project(&self, _: &PythonIndex, _: &str) -> Option<Arc<PythonProject>> {
        None
    }
    /// What earlier questions have left of [`Self::wheel_metadata`]; nothing is fetched because of it.
    fn recalled_wheel_metadata(&self, _: &ProjectFile) -> Option<Arc<WheelMetadata>> {
        None
    }
    /// What shellcheck says about a script. Stores without one have nothing to say.
    fn script_comments(&self, _: &ShellScript) -> Fact<[ScriptComment]> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    /// Files of a repository on a model hub. Stores that know no hubs leave it out.
    fn hub_files(&self, _: &HubRepository) -> Fact<HubFiles> {
        Fact::Unavailable(Unavailable::Offline)
    }
}

/// A store that knows nothing: what analysis says offline is what the embedded facts say.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoFacts;

impl FactStore for NoFacts {}
