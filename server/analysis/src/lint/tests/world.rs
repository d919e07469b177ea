//! The little world in which pages and fixtures are read: one image without amd64, one ignored file.

use std::sync::Arc;
use std::time::SystemTime;

use crate::context::{BuildContext, ContextListing};
use crate::facts::{
    AptArchive, AptIndex, BaseContents, Fact, FactStore, ImageDetails, Known, NoFacts, Origin, PackageIndex,
    PackageRepository, Platform, ProjectFile, PythonIndex, PythonProject, TagList, Unavailable,
    WheelContents, WheelMetadata,
};
use crate::reference::{ImageReference, Repository};

pub(super) struct World;

fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

impl BuildContext for World {
    fn listing(&self) -> Fact<ContextListing> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn read(&self, path: &str) -> Fact<str> {
        match path {
            ".dockerignore" => known(Arc::from("secret.txt\n")),
            _ => Fact::Unavailable(Unavailable::NotFound),
        }
    }
}

impl FactStore for World {
    fn tags(&self, repository: &Repository) -> Fact<TagList> {
        NoFacts.tags(repository)
    }
    fn image(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageDetails> {
        if image.repository.path != "arm-only" {
            return NoFacts.image(image, platform);
        }
        let arm = Platform { architecture: "arm64".into(), ..Platform::default() };
        known(Arc::new(ImageDetails { platforms: vec![arm], ..ImageDetails::default() }))
    }
    fn base_contents(&self, image: &ImageReference, platform: &Platform) -> Fact<BaseContents> {
        NoFacts.base_contents(image, platform)
    }
    fn apt_index(&self, archive: &AptArchive) -> Fact<AptIndex> {
        NoFacts.apt_index(archive)
    }
    fn package_index(&self, repository: &PackageRepository) -> Fact<PackageIndex> {
        NoFacts.package_index(repository)
    }
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        NoFacts.python_project(index, name)
    }
    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        NoFacts.wheel_metadata(file)
    }
    fn wheel_contents(&self, file: &ProjectFile) -> Fact<WheelContents> {
        NoFacts.wheel_contents(file)
    }
    fn url_size(&self, url: &str) -> Fact<u64> {
        NoFacts.url_size(url)
    }
}
