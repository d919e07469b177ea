//! The fact store of the command line: analyse, fetch what was wanted, analyse again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use analysis::facts::{
    AptArchive, AptIndex, BaseContents, Fact, FactStore, FoundImages, HubFiles, HubRepository, ImageDetails,
    ImageListing, Known, NodePackage, NodePackageSize, PackageIndex, PackageRepository, Platform,
    ProjectFile, PythonIndex, PythonProject, ScriptComment, ShellScript, TagList, WheelContents,
    WheelMetadata,
};
use analysis::reference::{ImageReference, Repository};
use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;
use crate::settings::Settings;
use crate::shellcheck::Shellcheck;

/// Answers lead to new questions (an index names wheels, wheels name their dependencies), but not for
/// ever.
const MAX_ROUNDS: usize = 48;

/// A store with the runtime that its fetches need.
pub struct Facts {
    runtime: Runtime,
    store: external::Store,
    deadline: std::time::Duration,
}

impl Facts {
    /// # Errors
    /// When the system gives no event queue.
    pub fn new(settings: &Settings) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(4).build();
        let runtime = runtime.map_err(|error| {
            Failure::general(format!("no event queue ({error})"), "check the limit of open files")
        })?;
        let config = settings.network_config();
        let deadline = config.timeout;
        let store = external::Store::new(config, runtime.handle().clone());
        Ok(Self { runtime, store, deadline })
    }

    /// The store, as analysis sees it.
    pub fn store(&self) -> Arc<dyn FactStore> {
        Arc::new(self.store.clone())
    }

    /// Repeats `round` while answers arrive that it had asked for.
    pub fn settle(&self, mut round: impl FnMut()) {
        round();
        for _ in 0..MAX_ROUNDS {
            let report = self.runtime.block_on(self.store.fetch_wanted(self.deadline));
            if report.started == 0 {
                return;
            }
            round();
        }
    }
}

impl Drop for Facts {
    fn drop(&mut self) {
        self.store.cancel_all();
    }
}

/// The store as one document sees it: with shellcheck where its settings ask for that. It notes whether
/// it was asked: what never asked needs no second look.
pub struct DocumentFacts {
    inner: Arc<dyn FactStore>,
    shellcheck: Option<Arc<Shellcheck>>,
    asked: AtomicBool,
}

impl DocumentFacts {
    pub fn new(inner: Arc<dyn FactStore>, shellcheck: Option<Arc<Shellcheck>>) -> Self {
        Self { inner, shellcheck, asked: AtomicBool::new(false) }
    }

    /// Whether anything was asked since the store was made.
    pub fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    fn ask(&self) -> &dyn FactStore {
        self.asked.store(true, Ordering::Relaxed);
        &*self.inner
    }
}

impl FactStore for DocumentFacts {
    fn tags(&self, repository: &Repository) -> Fact<TagList> {
        self.ask().tags(repository)
    }
    fn known_tags(&self, repository: &Repository) -> Option<Known<TagList>> {
        self.inner.known_tags(repository) // nobody is asked
    }
    fn tags_like(&self, repository: &Repository, part: &str) -> Fact<TagList> {
        self.ask().tags_like(repository, part)
    }
    fn search(&self, text: &str) -> Fact<FoundImages> {
        self.ask().search(text)
    }
    fn image(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageDetails> {
        self.ask().image(image, platform)
    }
    fn base_contents(&self, image: &ImageReference, platform: &Platform) -> Fact<BaseContents> {
        self.ask().base_contents(image, platform)
    }
    fn image_listing(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageListing> {
        self.ask().image_listing(image, platform)
    }
    fn apt_index(&self, archive: &AptArchive) -> Fact<AptIndex> {
        self.ask().apt_index(archive)
    }
    fn package_index(&self, repository: &PackageRepository) -> Fact<PackageIndex> {
        self.ask().package_index(repository)
    }
    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        self.ask().python_project(index, name)
    }
    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        self.ask().wheel_metadata(file)
    }
    fn wheel_contents(&self, file: &ProjectFile) -> Fact<WheelContents> {
        self.ask().wheel_contents(file)
    }
    fn node_package(&self, package: &NodePackage) -> Fact<NodePackageSize> {
        self.ask().node_package(package)
    }
    fn url_size(&self, url: &str) -> Fact<u64> {
        self.ask().url_size(url)
    }
    fn recalled_base_contents(
        &self,
        image: &ImageReference,
        platform: &Platform,
    ) -> Option<Arc<BaseContents>> {
        self.ask().recalled_base_contents(image, platform)
    }
    fn recalled_apt_index(&self, archive: &AptArchive) -> Option<Arc<AptIndex>> {
        self.ask().recalled_apt_index(archive)
    }
    fn recalled_python_project(&self, index: &PythonIndex, name: &str) -> Option<Arc<PythonProject>> {
        self.ask().recalled_python_project(index, name)
    }
    fn recalled_wheel_metadata(&self, file: &ProjectFile) -> Option<Arc<WheelMetadata>> {
        self.ask().recalled_wheel_metadata(file)
    }
    fn script_comments(&self, script: &ShellScript) -> Fact<[ScriptComment]> {
        match &self.shellcheck {
            Some(shellcheck) => shellcheck.comments(script),
            None => self.inner.script_comments(script),
        }
    }
    fn hub_files(&self, repository: &HubRepository) -> Fact<HubFiles> {
        self.ask().hub_files(repository)
    }
}
