//! A fact store of a few lines of text, for tests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use crate::facts::*;
use crate::reference::{ImageReference, Repository};

/// What the store knows. Everything else is not found.
#[derive(Default)]
pub(crate) struct FakeStore {
    pub projects: BTreeMap<String, Vec<ProjectFile>>,
    /// Files of pages of links, by address.
    pub links: BTreeMap<String, Vec<ProjectFile>>,
    /// By file name.
    pub metadata: BTreeMap<String, WheelMetadata>,
    pub contents: BTreeMap<String, WheelContents>,
    pub bases: BTreeMap<String, BaseContents>,
    pub listings: BTreeMap<String, ImageListing>,
    /// By suite.
    pub indexes: BTreeMap<String, AptIndex>,
    /// By address.
    pub repositories: BTreeMap<String, PackageIndex>,
    /// By `NAME@VERSION`, after the address of the configured registry and a blank where there is one.
    pub node: BTreeMap<String, NodePackageSize>,
    pub urls: BTreeMap<String, u64>,
    /// By `ID@REVISION`: paths with their bytes.
    pub hubs: BTreeMap<String, Vec<(&'static str, u64)>>,
    /// File names whose contents are still being fetched.
    pub pending: Vec<String>,
}

impl FakeStore {
    /// Adds wheels, one a line: `FILE BYTES [: REQUIREMENT; REQUIREMENT …]`; a marker follows `|`.
    pub fn wheels(text: &str) -> Self {
        let mut store = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (head, requires) = line.split_once(" : ").unwrap_or((line, ""));
            let (filename, bytes) = head.split_once(' ').expect("a size follows the name");
            let name = filename.split('-').next().expect("a name");
            let bytes: u64 = bytes.trim().parse().expect("a number of bytes");
            let file = ProjectFile {
                filename: filename.to_owned(),
                url: format!("https://example.invalid/{filename}"),
                bytes: Some(bytes / 3),
                ..ProjectFile::default()
            };
            store.projects.entry(crate::install::normalized_name(name)).or_default().push(file);
            let requires = requires.split(';').map(|one| one.trim().replace('|', ";"));
            let requires = requires.filter(|one| !one.is_empty()).collect();
            store
                .metadata
                .insert(filename.to_owned(), WheelMetadata { requires, ..WheelMetadata::default() });
            let contents = WheelContents { bytes, files: 10, ..WheelContents::default() };
            store.contents.insert(filename.to_owned(), contents);
        }
        store
    }
}

pub(crate) fn known<T: ?Sized>(value: Arc<T>) -> Fact<T> {
    Fact::Known(Known { value, origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

fn answer<T: Clone>(table: &BTreeMap<String, T>, key: &str) -> Fact<T> {
    match table.get(key) {
        Some(value) => known(Arc::new(value.clone())),
        None => Fact::Unavailable(Unavailable::NotFound),
    }
}

impl FactStore for FakeStore {
    fn tags(&self, _: &Repository) -> Fact<TagList> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn image(&self, _: &ImageReference, _: &Platform) -> Fact<ImageDetails> {
        Fact::Unavailable(Unavailable::NotFound)
    }
    fn base_contents(&self, image: &ImageReference, _: &Platform) -> Fact<BaseContents> {
        answer(&self.bases, &image.to_string())
    }
    fn image_listing(&self, image: &ImageReference, _: &Platform) -> Fact<ImageListing> {
        answer(&self.listings, &image.to_string())
    }
    fn apt_index(&self, archive: &AptArchive) -> Fact<AptIndex> {
        answer(&self.indexes, &archive.suite)
    }
    fn package_index(&self, repository: &PackageRepository) -> Fact<PackageIndex> {
        answer(&self.repositories, &repository.url)
    }
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        let files = match index {
            PythonIndex::Links(page) => self.links.get(page).filter(|_| name.is_empty()),
            _ => self.projects.get(name),
        };
        match files {
            Some(files) => known(Arc::new(PythonProject {
                name: name.to_owned(),
                files: files.clone(),
                ..PythonProject::default()
            })),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }
    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        answer(&self.metadata, &file.filename)
    }
    fn wheel_contents(&self, file: &ProjectFile) -> Fact<WheelContents> {
        if self.pending.contains(&file.filename) {
            return Fact::Pending;
        }
        answer(&self.contents, &file.filename)
    }
    fn node_package(&self, package: &NodePackage) -> Fact<NodePackageSize> {
        let registry = package.registry.as_ref().map(|registry| format!("{registry} ")).unwrap_or_default();
        answer(&self.node, &format!("{registry}{}@{}", package.name, package.version))
    }
    fn url_size(&self, url: &str) -> Fact<u64> {
        answer(&self.urls, url)
    }
    fn hub_files(&self, repository: &HubRepository) -> Fact<HubFiles> {
        let files = self.hubs.get(&format!("{}@{}", repository.id, repository.revision));
        let file = |(path, bytes): &(&str, u64)| HubFile { path: (*path).to_owned(), bytes: *bytes };
        match files {
            Some(files) => known(Arc::new(HubFiles { files: files.iter().map(file).collect() })),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }
}
