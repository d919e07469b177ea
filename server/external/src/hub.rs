//! Docker Hub's own tag API: order, dates, sizes and platforms in one go, a filter by name, and the
//! search for images.

mod search;
pub(crate) mod wire;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use analysis::facts::{Tag, TagList};
use analysis::reference::{DEFAULT_REGISTRY, Repository, is_tag};
use futures_util::StreamExt;
use futures_util::stream;

use crate::config::Config;
use crate::http::{FetchError, HttpClient, Reply, Request, Url};
use wire::{Page, TagJson};

/// The public API's root.
const DEFAULT_TAG_API: &str = "https://hub.docker.com/v2";
/// The most that the API gives at once.
const PAGE_SIZE: u64 = 100;
/// Pages read of one repository: 20,000 tags, newest first.
const MAX_PAGES: u64 = 200;
/// Time after which no further page is waited for.
const MAX_TIME: Duration = Duration::from_secs(30);
/// Pages on their way at the same time.
const PARALLEL: usize = 4;
/// Bytes of a page: 100 tags of a dozen platforms each take about 500 kB.
const MAX_PAGE_BYTES: u64 = 8 << 20;

/// Tag APIs by registry: Docker Hub's, and those that the settings name.
#[derive(Debug, Clone)]
pub struct TagApis {
    http: HttpClient,
    roots: std::collections::BTreeMap<String, String>,
}

impl TagApis {
    /// Docker Hub has its public API unless its endpoint is replaced without naming another:
    /// what a mirror holds is not what Docker Hub lists.
    pub fn new(http: HttpClient, config: &Config) -> Self {
        let named = config.registries.iter().filter_map(|(host, registry)| {
            Some((host.clone(), registry.tag_api.as_ref()?.trim_end_matches('/').to_owned()))
        });
        let mut roots: std::collections::BTreeMap<_, _> = named.collect();
        let mirrored = config.registries.get(DEFAULT_REGISTRY).is_some_and(|hub| hub.endpoint.is_some());
        if !mirrored {
            roots.entry(DEFAULT_REGISTRY.to_owned()).or_insert_with(|| DEFAULT_TAG_API.to_owned());
        }
        Self { http, roots }
    }

    /// Whether the repository's registry has such an API.
    pub fn covers(&self, repository: &Repository) -> bool {
        self.roots.contains_key(&repository.registry)
    }

    /// Every tag, last pushed first. `progress` gets the list as it grows; a page that fails
    /// leaves it incomplete.
    pub async fn tags(
        &self,
        repository: &Repository,
        progress: &(dyn Fn(TagList, u64) + Sync),
    ) -> Result<TagList, FetchError> {
        let root = self.roots.get(&repository.registry).ok_or(FetchError::NotFound)?;
        let first = self.first_page(root, repository).await?;
        let page: Page = first.json()?;
        let mut found = Found::new(page.count);
        found.add(page.results);
        let Some(next) = page.next else { return Ok(found.into_list(true)) };
        progress(found.list(false), found.total);
        let complete = match numbered(&first.url, &next) {
            Some(next) => self.numbered_pages(next, &mut found, progress).await,
            None => self.linked_pages(&first.url, next, &mut found).await,
        };
        Ok(found.into_list(complete))
    }

    /// The tags whose names hold a text, last pushed first: one page of them.
    pub async fn tags_like(&self, repository: &Repository, part: &str) -> Result<TagList, FetchError> {
        let root = self.roots.get(&repository.registry).ok_or(FetchError::NotFound)?;
        let filtered = |mut url: Url| {
            url.query_pairs_mut().append_pair("name", part);
            url
        };
        let page: Page = self.either_address(root, repository, filtered).await?.json()?;
        let mut found = Found::new(page.count);
        found.add(page.results);
        Ok(found.into_list(page.next.is_none()))
    }

    async fn first_page(&self, root: &str, repository: &Repository) -> Result<Reply, FetchError> {
        self.either_address(root, repository, |url| url).await
    }

    /// The documented address first, then the one that older services and mirrors know.
    async fn either_address(
        &self,
        root: &str,
        repository: &Repository,
        with: impl Fn(Url) -> Url,
    ) -> Result<Reply, FetchError> {
        let path = &repository.path;
        let (namespace, name) = path.split_once('/').ok_or(FetchError::NotFound)?;
        let documented = format!("{root}/namespaces/{namespace}/repositories/{name}/tags");
        match self.page(with(address(&documented, 1)?)).await {
            Err(FetchError::NotFound) => {
                self.page(with(address(&format!("{root}/repositories/{path}/tags"), 1)?)).await
            }
            outcome => outcome,
        }
    }

    async fn page(&self, url: Url) -> Result<Reply, FetchError> {
        self.http.fetch(Request::get(url).limit(MAX_PAGE_BYTES).compressed()).await
    }

    /// Pages 2 to the last, several at a time. Whether all arrived.
    async fn numbered_pages(
        &self,
        second: Url,
        found: &mut Found,
        progress: &(dyn Fn(TagList, u64) + Sync),
    ) -> bool {
        let last = found.total.div_ceil(PAGE_SIZE);
        let urls = (2..=last.min(MAX_PAGES)).map(|number| with_page(&second, number));
        let mut pages = stream::iter(urls.map(|url| self.page(url))).buffered(PARALLEL);
        let mut complete = last <= MAX_PAGES;
        let until = Instant::now() + MAX_TIME;
        while let Some(outcome) = pages.next().await {
            if Instant::now() > until {
                return false;
            }
            match outcome.and_then(|reply| reply.json::<Page>()) {
                Ok(page) => {
                    found.add(page.results);
                    progress(found.list(false), found.total);
                }
                Err(error) => {
                    tracing::debug!("a page of tags failed: {error}");
                    complete = false;
                    // A host that asks for a pause, or is gone, is not asked for the rest.
                    if matches!(error, FetchError::Limited { .. } | FetchError::Unreachable(_)) {
                        break;
                    }
                }
            }
        }
        complete
    }

    /// Pages by their `next` links. Whether the last one arrived.
    async fn linked_pages(&self, first: &Url, next: String, found: &mut Found) -> bool {
        let mut next = Some(next);
        let mut asked = HashSet::new();
        let until = Instant::now() + MAX_TIME;
        while let Some(url) = next.take() {
            // Another host's pages are not this registry's word; and no link is followed twice.
            let url = first.join(&url).ok().filter(|url| url.origin() == first.origin());
            let Some(url) = url.filter(|url| asked.insert(url.clone())) else { return false };
            if asked.len() as u64 > MAX_PAGES || Instant::now() > until {
                return false;
            }
            let Ok(page) = self.page(url).await.and_then(|reply| reply.json::<Page>()) else { return false };
            found.add(page.results);
            next = page.next;
        }
        true
    }
}

struct Found {
    tags: Vec<Tag>,
    names: HashSet<String>,
    /// Tags that the API says there are.
    total: u64,
}

impl Found {
    fn new(total: u64) -> Self {
        Self { tags: Vec::new(), names: HashSet::new(), total }
    }

    fn add(&mut self, results: Vec<TagJson>) {
        for tag in results {
            if is_tag(&tag.name) && self.names.insert(tag.name.clone()) {
                self.tags.push(tag.into_tag());
            }
        }
    }

    fn list(&self, complete: bool) -> TagList {
        TagList { tags: self.tags.clone(), complete }
    }

    fn into_list(self, complete: bool) -> TagList {
        TagList { tags: self.tags, complete }
    }
}

fn address(path: &str, page: u64) -> Result<Url, FetchError> {
    let url = format!("{path}?page={page}&page_size={PAGE_SIZE}");
    Url::parse(&url).map_err(|_| FetchError::Refused(format!("`{path}` is no address of a tag API")))
}

/// The second page's address, where pages are numbered and on the same host.
fn numbered(first: &Url, next: &str) -> Option<Url> {
    let next = first.join(next).ok().filter(|url| url.origin() == first.origin())?;
    let is_second = next.query_pairs().any(|(name, value)| name == "page" && value == "2");
    let same_size =
        next.query_pairs().any(|(name, value)| name == "page_size" && value == PAGE_SIZE.to_string());
    (is_second && same_size).then_some(next)
}

fn with_page(url: &Url, number: u64) -> Url {
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| {
            let value = if name == "page" { number.to_string() } else { value.into_owned() };
            (name.into_owned(), value)
        })
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_only_on_the_same_host() {
        let first = address("https://hub.docker.com/v2/x", 1).expect("an address");
        let next = "https://hub.docker.com/v2/x?page=2&page_size=100";
        let second = numbered(&first, next).expect("numbered");
        assert_eq!(with_page(&second, 7).query(), Some("page=7&page_size=100"));
        assert_eq!(numbered(&first, "https://elsewhere.example/v2/x?page=2&page_size=100"), None);
        assert_eq!(numbered(&first, "https://hub.docker.com/v2/x?cursor=abc"), None);
        assert_eq!(numbered(&first, "https://hub.docker.com/v2/x?page=2&page_size=10"), None);
    }
}
