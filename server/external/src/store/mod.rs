//! The store of facts: memory over disk over network.
//!
//! A question is answered at once with what is known, and noted when something better can be
//! had. A fetch loop (the editor) or [`Store::fetch_wanted`] (the command line) then gets what
//! was noted, each key once at a time, and says which answers changed.

mod age;
mod events;
mod feed;
mod key;
mod kinds;
mod queue;
mod table;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use analysis::facts::{
    AptArchive, AptIndex, BaseContents, Fact, FactStore, FoundImages, HubFiles, HubRepository, ImageDetails,
    ImageListing, Known, NodePackage, NodePackageSize, PackageIndex, PackageRepository, Platform,
    ProjectFile, PythonIndex, PythonProject, TagList, Unavailable, WheelContents, WheelMetadata,
};
use analysis::reference::{ImageReference, Repository, is_tag};
use tokio::runtime::Handle;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::apt::AptArchives;
use crate::cache::DiskCache;
use crate::config::Config;
use crate::http::HttpClient;
use crate::hub::TagApis;
use crate::model_hub::ModelHubs;
use crate::node::NodeRegistries;
use crate::packages::PackageRepositories;
use crate::python::{self, PythonIndexes};
use crate::registry::Registry;
use events::Events;
use queue::Queue;
use table::Table;

pub use events::Event;
pub use key::FactKey;

/// Facts from registries and package indexes. Clones share everything.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// What one round of fetching brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchReport {
    /// Keys under way in this round: newly asked for, or left from an earlier one.
    pub started: usize,
    /// Keys whose answer did not come before the deadline.
    pub unfinished: usize,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub sources: Sources,
    pub queue: Queue,
    pub events: Events,
    pub runtime: Handle,
    tags: Table<kinds::Tags>,
    tags_like: Table<kinds::TagsLike>,
    searches: Table<kinds::Searches>,
    images: Table<kinds::Images>,
    bases: Table<kinds::Bases>,
    listings: Table<kinds::Listings>,
    apt: Table<kinds::AptIndexes>,
    packages: Table<kinds::PackageIndexes>,
    projects: Table<kinds::PythonProjects>,
    wheels: Table<kinds::Wheels>,
    node: Table<kinds::NodePackages>,
    urls: Table<kinds::UrlSizes>,
    hub_files: Table<kinds::HubRepositories>,
}

/// Who is asked.
#[derive(Debug)]
pub(crate) struct Sources {
    pub http: HttpClient,
    pub registry: Registry,
    pub tag_apis: TagApis,
    pub apt: AptArchives,
    pub packages: PackageRepositories,
    pub python: PythonIndexes,
    pub node: NodeRegistries,
    pub model_hubs: ModelHubs,
    pub disk: Option<DiskCache>,
    pub config: Config,
}

impl Store {
    /// A store whose fetches run on this runtime. Nothing is fetched before it is asked for.
    pub fn new(config: Config, runtime: Handle) -> Self {
        let http = HttpClient::new(&config);
        let sources = Sources {
            registry: Registry::new(http.clone(), &config),
            tag_apis: TagApis::new(http.clone(), &config),
            apt: AptArchives::new(http.clone(), &config),
            packages: PackageRepositories::new(http.clone(), &config),
            python: PythonIndexes::new(http.clone(), config.packages.pip_index.clone()),
            node: NodeRegistries::new(http.clone(), config.packages.npm_registry.clone()),
            model_hubs: ModelHubs::new(http.clone(), &config),
            disk: config.cache_dir.as_deref().map(|dir| DiskCache::new(dir, config.cache_max_bytes)),
            http,
            config,
        };
        let inner = Inner {
            sources,
            queue: Queue::default(),
            events: Events::default(),
            runtime,
            tags: Table::default(),
            tags_like: Table::default(),
            searches: Table::default(),
            images: Table::default(),
            bases: Table::default(),
            listings: Table::default(),
            apt: Table::default(),
            packages: Table::default(),
            projects: Table::default(),
            wheels: Table::default(),
            node: Table::default(),
            urls: Table::default(),
            hub_files: Table::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Changes and progress. Who lags behind gets an error once and should ask everything again.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Fetches what is wanted as soon as it is wanted, as long as a clone of the store is left.
    pub fn fetch_in_background(&self) {
        let (queue, inner) = (self.inner.queue.clone(), Arc::downgrade(&self.inner));
        self.inner.runtime.spawn(async move {
            loop {
                let due = queue.next_due().await;
                let Some(inner) = inner.upgrade() else { return };
                due.into_iter().for_each(|key| start(&inner, key));
            }
        });
    }

    /// Fetches what is wanted now, and waits up to the deadline for it and for what is still under
    /// way from before. What is not there by then goes on behind, until the runtime ends.
    ///
    /// The command line's loop is over when a round had nothing to wait for.
    pub async fn fetch_wanted(&self, deadline: Duration) -> FetchReport {
        let until = Instant::now() + deadline;
        // What is under way is noted before anything starts: a quick answer ends before it could be seen running.
        let mut round: HashSet<FactKey> = self.inner.queue.running().into_iter().collect();
        for key in self.inner.queue.take_due() {
            round.insert(key.clone());
            start(&self.inner, key);
        }
        let round = Vec::from_iter(round);
        let _ = tokio::time::timeout_at(until, self.inner.queue.wait_for(&round)).await;
        FetchReport { started: round.len(), unfinished: self.inner.queue.running().len() }
    }

    /// Stops the fetch of a key, where one is under way. It may be asked for again.
    pub fn cancel(&self, key: &FactKey) {
        self.inner.queue.cancel(key);
    }

    /// Stops the fetch of a key for good: a person does not want it. Asking again begins no fetch; what
    /// is known already is answered.
    pub fn stop(&self, key: &FactKey) {
        self.inner.queue.stop(key);
    }

    /// Takes everything that can change for old: what is asked about from now on is asked of its source
    /// again, also what failed or was stopped before.
    pub fn refresh(&self) {
        let inner = &self.inner;
        inner.queue.allow_stopped();
        inner.tags.outdate();
        inner.tags_like.outdate();
        inner.searches.outdate();
        inner.images.outdate();
        inner.bases.outdate();
        inner.listings.outdate();
        inner.apt.outdate();
        inner.packages.outdate();
        inner.projects.outdate();
        inner.wheels.outdate();
        inner.node.outdate();
        inner.urls.outdate();
        inner.hub_files.outdate();
    }

    /// Stops every fetch.
    pub fn cancel_all(&self) {
        self.inner.queue.cancel_all();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Begins the fetch of a key, unless it is under way.
fn start(inner: &Arc<Inner>, key: FactKey) {
    let Some(running) = inner.queue.begin(&key) else { return };
    let shared = Arc::clone(inner);
    let fetched = key.clone();
    let task = inner.runtime.spawn(async move {
        let _running = running; // leaves the queue when the task ends, however it ends
        match fetched {
            FactKey::Tags(key) => shared.tags.fetch(&shared, key).await,
            FactKey::TagsLike(key, part) => shared.tags_like.fetch(&shared, (key, part)).await,
            FactKey::Search(text) => shared.searches.fetch(&shared, text).await,
            FactKey::Image(image, platform) => shared.images.fetch(&shared, (image, platform)).await,
            FactKey::BaseContents(image, platform) => shared.bases.fetch(&shared, (image, platform)).await,
            FactKey::ImageListing(image, platform) => shared.listings.fetch(&shared, (image, platform)).await,
            FactKey::AptIndex(archive) => shared.apt.fetch(&shared, archive).await,
            FactKey::PackageIndex(repository) => shared.packages.fetch(&shared, repository).await,
            FactKey::PythonProject(index, name) => shared.projects.fetch(&shared, (index, name)).await,
            FactKey::Wheel(file) => shared.wheels.fetch(&shared, file).await,
            FactKey::NodePackage(package) => shared.node.fetch(&shared, package).await,
            FactKey::UrlSize(url) => shared.urls.fetch(&shared, url).await,
            FactKey::HubFiles(repository) => shared.hub_files.fetch(&shared, repository).await,
        }
    });
    inner.queue.set_abort(&key, task.abort_handle());
}

/// Letters from which on a search is worth a request.
const SHORTEST_SEARCH: usize = 3;

/// A text that can be a part of an image's name on Docker Hub: no host, no variable, no path.
fn is_searchable(text: &str) -> bool {
    let has_host =
        text.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']) || host == "localhost");
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.');
    (SHORTEST_SEARCH..=64).contains(&text.len()) && text.bytes().all(fits) && !has_host
}

/// An answer to another question: more will be known.
fn unfinished(known: Known<FoundImages>) -> Known<FoundImages> {
    let images = known.value.images.clone();
    Known { value: Arc::new(FoundImages { images, complete: false }), ..known }
}

impl FactStore for Store {
    fn tags(&self, repository: &Repository) -> Fact<TagList> {
        self.inner.tags.get(&self.inner, repository)
    }

    fn known_tags(&self, repository: &Repository) -> Option<Known<TagList>> {
        self.inner.tags.known(&self.inner, repository)
    }

    fn tags_like(&self, repository: &Repository, part: &str) -> Fact<TagList> {
        match self.inner.sources.tag_apis.covers(repository) && is_tag(part) {
            true => self.inner.tags_like.get(&self.inner, &(repository.clone(), part.to_owned())),
            false => Fact::Unavailable(Unavailable::NotFound),
        }
    }

    /// An answer to a shorter text stands in while the one to this text is on its way.
    fn search(&self, text: &str) -> Fact<FoundImages> {
        let text = text.to_ascii_lowercase();
        if !self.inner.sources.config.image_search {
            return Fact::Unavailable(Unavailable::Failed("the search for images is turned off".to_owned()));
        }
        if !is_searchable(&text) {
            return Fact::Unavailable(Unavailable::NotFound);
        }
        let shorter = |length: &usize| self.inner.searches.peek(&text[..*length].to_owned());
        match self.inner.searches.get(&self.inner, &text) {
            Fact::Pending => (SHORTEST_SEARCH..text.len())
                .rev()
                .find_map(|length| shorter(&length))
                .map_or(Fact::Pending, |known| Fact::Known(unfinished(known))),
            fact => fact,
        }
    }

    fn image(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageDetails> {
        self.inner.images.get(&self.inner, &(image.clone(), platform.clone()))
    }

    fn base_contents(&self, image: &ImageReference, platform: &Platform) -> Fact<BaseContents> {
        self.inner.bases.get(&self.inner, &(image.clone(), platform.clone()))
    }

    fn image_listing(&self, image: &ImageReference, platform: &Platform) -> Fact<ImageListing> {
        self.inner.listings.get(&self.inner, &(image.clone(), platform.clone()))
    }

    fn apt_index(&self, archive: &AptArchive) -> Fact<AptIndex> {
        self.inner.apt.get(&self.inner, archive)
    }

    fn package_index(&self, repository: &PackageRepository) -> Fact<PackageIndex> {
        self.inner.packages.get(&self.inner, repository)
    }

    fn python_project(&self, index: &PythonIndex, name: &str) -> Fact<PythonProject> {
        self.inner.projects.get(&self.inner, &(index.clone(), python::normalized(name)))
    }

    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        kinds::half(self.inner.wheels.get(&self.inner, file), |reading| &reading.metadata)
    }

    fn wheel_contents(&self, file: &ProjectFile) -> Fact<WheelContents> {
        kinds::half(self.inner.wheels.get(&self.inner, file), |reading| &reading.contents)
    }

    fn node_package(&self, package: &NodePackage) -> Fact<NodePackageSize> {
        self.inner.node.get(&self.inner, package)
    }

    fn url_size(&self, url: &str) -> Fact<u64> {
        self.inner.urls.get(&self.inner, &url.to_owned())
    }

    fn recalled_base_contents(
        &self,
        image: &ImageReference,
        platform: &Platform,
    ) -> Option<Arc<BaseContents>> {
        self.inner.bases.recall(&self.inner, &(image.clone(), platform.clone()))
    }

    fn recalled_apt_index(&self, archive: &AptArchive) -> Option<Arc<AptIndex>> {
        self.inner.apt.recall(&self.inner, archive)
    }

    fn recalled_python_project(&self, index: &PythonIndex, name: &str) -> Option<Arc<PythonProject>> {
        self.inner.projects.recall(&self.inner, &(index.clone(), python::normalized(name)))
    }

    fn recalled_wheel_metadata(&self, file: &ProjectFile) -> Option<Arc<WheelMetadata>> {
        self.inner.wheels.recall(&self.inner, file)?.metadata.clone()
    }

    fn hub_files(&self, repository: &HubRepository) -> Fact<HubFiles> {
        self.inner.hub_files.get(&self.inner, repository)
    }
}
