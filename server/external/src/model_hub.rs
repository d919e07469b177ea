//! Model hubs: the files of a repository with their sizes, by the hub's public API.

use analysis::facts::{HubFile, HubFiles, HubRepository};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::config::Config;
use crate::http::{FetchError, HttpClient, Reply, Request, Url};

/// Where models are, unless `HF_ENDPOINT` says otherwise.
const PUBLIC_HUB: &str = "https://huggingface.co";
/// A page has 1,000 entries; datasets of more than 20,000 files are not listed to the end.
const MAX_PAGES: usize = 20;
/// Bytes of a page.
const MAX_PAGE_BYTES: u64 = 8 << 20;
/// What a path segment may hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Reads from model hubs.
#[derive(Debug)]
pub struct ModelHubs {
    http: HttpClient,
    endpoint: Option<String>,
}

#[derive(Deserialize)]
struct TreeEntry {
    #[serde(rename = "type")]
    kind: String,
    path: String,
    #[serde(default)]
    size: u64,
    lfs: Option<Pointer>,
}

/// A large file: its own size, not that of the pointer.
#[derive(Deserialize)]
struct Pointer {
    size: u64,
}

impl ModelHubs {
    pub fn new(http: HttpClient, config: &Config) -> Self {
        Self { http, endpoint: config.packages.model_hub.clone() }
    }

    /// The files of a repository.
    pub async fn files(&self, repository: &HubRepository) -> Result<HubFiles, FetchError> {
        let mut next = Some(self.first_page(repository)?);
        let mut found = HubFiles::default();
        for _ in 0..MAX_PAGES {
            let Some(url) = next.take() else { return Ok(found) };
            let reply = self.http.fetch(Request::get(url).limit(MAX_PAGE_BYTES).compressed()).await?;
            let entries: Vec<TreeEntry> = reply.json()?;
            let files = entries.into_iter().filter(|entry| entry.kind == "file");
            found.files.extend(files.map(|entry| HubFile {
                bytes: entry.lfs.map_or(entry.size, |pointer| pointer.size),
                path: entry.path,
            }));
            next = next_page(&reply);
        }
        match next {
            None => Ok(found),
            Some(_) => Err(FetchError::Broken("the repository has too many files to list".into())),
        }
    }

    fn first_page(&self, repository: &HubRepository) -> Result<Url, FetchError> {
        let root = repository.endpoint.as_deref().or(self.endpoint.as_deref()).unwrap_or(PUBLIC_HUB);
        let segments: Vec<String> = repository.id.split('/').map(encoded).collect();
        let is_name = |segment: &String| !matches!(segment.as_str(), "" | "." | "..");
        if segments.len() > 2 || !segments.iter().all(is_name) {
            return Err(FetchError::NotFound);
        }
        let url = format!(
            "{}/api/{}/{}/tree/{}?recursive=true",
            root.trim_end_matches('/'),
            repository.kind.plural(),
            segments.join("/"),
            encoded(&repository.revision)
        );
        Url::parse(&url).map_err(|_| FetchError::Refused("the model hub is no web address".into()))
    }
}

fn encoded(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// `Link: <…>; rel="next"`, on the same host only.
fn next_page(reply: &Reply) -> Option<Url> {
    let link = reply.header("link")?.split(',').find(|part| part.contains("rel=\"next\""))?;
    let (_, rest) = link.split_once('<')?;
    let url = reply.url.join(rest.split_once('>')?.0).ok()?;
    (url.origin() == reply.url.origin()).then_some(url)
}
