//! Fixtures of the tests: a Dockerfile with `<CURSOR>` in it, facts and a build context in memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use analysis::builds::Build;
use analysis::context::{BuildContext, ContextEntry, ContextListing, EntryKind};
use analysis::facts::{
    Fact, FactStore, FoundImages, ImageDetails, Known, Origin, Platform, Tag, TagList, Unavailable,
};
use analysis::model::Memo;
use analysis::options::Options;
use analysis::reference::{ImageReference, Repository};
use analysis::{Analysis, Inputs};
use syntax::{Source, TextSize};

/// Files by path, as a build context.
#[derive(Default)]
pub struct Files {
    pub texts: BTreeMap<String, String>,
    /// How compose and bake files build the fixture.
    pub builds: Arc<[Build]>,
}

impl BuildContext for Files {
    fn listing(&self) -> Fact<ContextListing> {
        let entry = |(path, text): (&String, &String)| match path.ends_with('/') {
            true => ContextEntry::empty(path, EntryKind::Directory),
            false => ContextEntry::file(path, text.len() as u64),
        };
        let entries = self.texts.iter().map(entry).collect();
        known(ContextListing { entries, truncated: false })
    }

    fn read(&self, path: &str) -> Fact<str> {
        match self.texts.get(path) {
            Some(text) => Fact::Known(Known {
                value: Arc::from(text.as_str()),
                origin: Origin::Live,
                as_of: SystemTime::UNIX_EPOCH,
            }),
            None => Fact::Unavailable(Unavailable::NotFound),
        }
    }

    fn builds(&self) -> Arc<[Build]> {
        Arc::clone(&self.builds)
    }
}

/// Tags and images that a registry would give.
#[derive(Default)]
pub struct Registry {
    pub tags: BTreeMap<String, TagList>,
    pub images: BTreeMap<String, ImageDetails>,
    /// Answers of the search by what is searched for.
    pub searches: BTreeMap<String, FoundImages>,
    pub pending: bool,
}

impl Registry {
    pub fn with_tags(repository: &str, tags: &[&str], complete: bool) -> Self {
        let tags = tags.iter().map(|name| Tag { name: (*name).to_owned(), ..Tag::default() }).collect();
        let mut registry = Self::default();
        registry.tags.insert(repository.to_owned(), TagList { tags, complete });
        registry
    }
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known(Known { value: Arc::new(value), origin: Origin::Live, as_of: SystemTime::UNIX_EPOCH })
}

impl FactStore for Registry {
    fn tags(&self, repository: &Repository) -> Fact<TagList> {
        match self.tags.get(&repository.familiar_with_registry()) {
            Some(tags) => known(tags.clone()),
            None if self.pending => Fact::Pending,
            None => Fact::Unavailable(Unavailable::Offline),
        }
    }
    fn known_tags(&self, repository: &Repository) -> Option<Known<TagList>> {
        match self.tags(repository) {
            Fact::Known(known) => Some(known),
            _ => None,
        }
    }
    /// Filters the list that is there, as a registry would.
    fn tags_like(&self, repository: &Repository, part: &str) -> Fact<TagList> {
        let Some(list) = self.tags.get(&format!("all {}", repository.familiar_with_registry())) else {
            return Fact::Unavailable(Unavailable::NotFound);
        };
        let tags = list.tags.iter().filter(|tag| tag.name.contains(part)).cloned().collect();
        known(TagList { tags, complete: true })
    }
    fn search(&self, text: &str) -> Fact<FoundImages> {
        match self.searches.get(text) {
            Some(found) => known(found.clone()),
            None if self.pending => Fact::Pending,
            None => Fact::Unavailable(Unavailable::Offline),
        }
    }
    fn image(&self, image: &ImageReference, _: &Platform) -> Fact<ImageDetails> {
        match self.images.get(&image.to_string()) {
            Some(image) => known(image.clone()),
            None => Fact::Unavailable(Unavailable::Offline),
        }
    }
}

/// The world around a fixture.
#[derive(Default)]
pub struct World {
    pub registry: Registry,
    pub files: Files,
    pub options: Options,
    pub memo: Memo,
}

impl World {
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { files: Files { texts: files, builds: Arc::default() }, ..Self::default() }
    }

    pub fn inputs(&self) -> Inputs<'_> {
        Inputs { facts: &self.registry, context: &self.files, options: &self.options, memo: &self.memo }
    }

    /// Runs `check` on the analysis of a text without its `<CURSOR>`, and the cursor's offset.
    pub fn at_cursor<R>(&self, fixture: &str, check: impl FnOnce(&Analysis<'_>, TextSize) -> R) -> R {
        let (text, offset) = cursor(fixture);
        let source = Source::parse(&text);
        check(&Analysis::new(&source, self.inputs()), offset)
    }
}

/// The text without `<CURSOR>`, and where that stood.
pub fn cursor(fixture: &str) -> (String, TextSize) {
    let at = fixture.find("<CURSOR>").expect("the fixture has a <CURSOR>");
    (fixture.replacen("<CURSOR>", "", 1), syntax::offset(at))
}
