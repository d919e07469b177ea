//! One repository at one registry: requests with the authorisation that they need.

use reqwest::header::{HeaderValue, WWW_AUTHENTICATE};

use super::Registry;
use super::challenge::{self, Challenge};
use super::endpoint::Endpoint;
use super::token::TokenRequest;
use crate::http::{Download, FetchError, Reach, Reply, Request, Url};

/// Requests for one repository.
#[derive(Debug, Clone)]
pub struct Session {
    registry: Registry,
    endpoint: Endpoint,
    path: String,
}

impl Session {
    pub(super) fn new(registry: Registry, endpoint: Endpoint, path: String) -> Self {
        Self { registry, endpoint, path }
    }

    /// An address below the repository: `tags/list`, `manifests/…`, `blobs/…`.
    pub fn url(&self, rest: &str) -> Result<Url, FetchError> {
        let address = self.endpoint.base.join(&format!("v2/{}/{rest}", self.path));
        address.map_err(|_| FetchError::Refused(format!("`{rest}` makes no address at this registry")))
    }

    /// Where the registry's API is.
    pub fn base(&self) -> &Url {
        &self.endpoint.base
    }

    /// Sends a request and reads the answer, which must be a success.
    pub async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        self.open(request).await?.into_reply().await
    }

    /// A request for a blob: all of it, or the bytes `start` to `end`, both included.
    pub fn blob(&self, digest: &str, range: Option<(u64, u64)>) -> Result<Request, FetchError> {
        let request = Request::get(self.url(&format!("blobs/{digest}"))?);
        Ok(match range {
            Some((start, end)) => request.range(start, end).limit(end - start + 1),
            None => request,
        })
    }

    /// Sends a request, answering the registry's challenge once where it comes.
    pub async fn open(&self, request: Request) -> Result<Download, FetchError> {
        let tokens = &self.registry.shared.tokens;
        let origin = self.origin();
        let known = tokens.get(&origin, &self.path);
        let first = self.registry.http.open(request.clone().authorize(known)).await?;
        if first.status().as_u16() != 401 {
            return first.success();
        }
        let granted = self.answer(&first).await?;
        drop(first); // its place in the queue is needed for the second try
        self.registry.http.open(request.authorize(Some(granted))).await?.success()
    }

    /// Gets a token for a challenge, if the registry itself sent it.
    async fn answer(&self, challenged: &Download) -> Result<HeaderValue, FetchError> {
        if challenged.url().origin() != self.endpoint.base.origin() {
            return Err(FetchError::Denied); // a host we were redirected to may not ask for credentials
        }
        let challenges = challenges_of(challenged);
        let reach: Reach = challenged.reach();
        let shared = &self.registry.shared;
        let request = TokenRequest {
            http: &self.registry.http,
            reach,
            registry: &self.endpoint.base,
            repository: &self.path,
            credential: shared.credentials.get(&self.endpoint.credential_names).await,
        };
        let granted = request.answer(&challenges).await?;
        shared.tokens.put(&self.origin(), &self.path, &granted);
        Ok(granted.value)
    }

    fn origin(&self) -> String {
        self.endpoint.base.origin().ascii_serialization()
    }
}

fn challenges_of(download: &Download) -> Vec<Challenge> {
    let headers = download.headers().get_all(WWW_AUTHENTICATE).iter();
    headers.filter_map(|value| value.to_str().ok()).flat_map(challenge::parse).collect()
}
