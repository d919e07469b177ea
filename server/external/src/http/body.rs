//! Bodies, read within their bounds.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use reqwest::{Response, StatusCode, Url};
use tokio::time::{Instant, timeout_at};

use super::address::Reach;
use super::error::FetchError;
use super::gate::Pass;
use super::request::{Reply, check_status};

/// An answer whose body is still under way. Dropping it ends the exchange.
#[derive(Debug)]
pub struct Download {
    pub(super) response: Response,
    pub(super) reach: Reach,
    pub(super) deadline: Instant,
    pub(super) limit: u64,
    pub(super) received: u64,
    pub(super) _pass: Pass,
}

impl Download {
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Where the answer comes from, after redirects.
    pub fn url(&self) -> &Url {
        self.response.url()
    }

    /// How far inwards the host that answers is.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The download, or the error that its status stands for.
    pub fn success(self) -> Result<Self, FetchError> {
        check_status(self.status(), self.url())?;
        Ok(self)
    }

    /// The next piece, `None` at the end. Never more bytes than the request's limit in all.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, FetchError> {
        let chunk = timeout_at(self.deadline, self.response.chunk()).await;
        let chunk =
            chunk.map_err(|_| self.failure("was too slow"))?.map_err(|_| self.failure("broke off"))?;
        self.received += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        if self.received > self.limit {
            return Err(self.too_large());
        }
        Ok(chunk.map(|chunk| chunk.to_vec()))
    }

    /// Reads the rest. A gzip body is inflated within the same limit.
    pub async fn into_reply(mut self) -> Result<Reply, FetchError> {
        if self.response.content_length().is_some_and(|length| length > self.limit) {
            return Err(self.too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        let encoding = self.headers().get(CONTENT_ENCODING);
        let gzipped = encoding.is_some_and(|value| value == "gzip" || value == "x-gzip");
        if gzipped && !body.is_empty() {
            body = inflate_bounded(&body, self.limit).map_err(|why| self.broken(&why.to_string()))?;
        }
        let (status, headers, url) = (self.status(), self.headers().clone(), self.url().clone());
        Ok(Reply { status, headers, url, body, reach: self.reach })
    }

    fn host(&self) -> &str {
        self.url().host_str().unwrap_or_default()
    }

    fn failure(&self, what: &str) -> FetchError {
        FetchError::Transient(format!("the answer of {} {what}", self.host()))
    }

    fn broken(&self, what: &str) -> FetchError {
        FetchError::Broken(format!("{}: {what}", self.host()))
    }

    fn too_large(&self) -> FetchError {
        self.broken(&format!("the answer has more than {} bytes", self.limit))
    }
}

/// Inflates gzip, at most `limit` bytes.
pub fn inflate_bounded(bytes: &[u8], limit: u64) -> Result<Vec<u8>, FetchError> {
    let mut inflated = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(limit.saturating_add(1)).read_to_end(&mut inflated);
    match read {
        Ok(length) if length as u64 > limit => {
            Err(FetchError::Broken(format!("a compressed answer unpacks to more than {limit} bytes")))
        }
        Ok(_) => Ok(inflated),
        Err(error) => Err(FetchError::Broken(format!("a compressed answer is broken: {error}"))),
    }
}
