//! One request, and the answer to it.

use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};

use super::address::Reach;
use super::error::FetchError;

/// Bytes of an ordinary answer, compressed or not: larger ones raise the limit by name.
const DEFAULT_LIMIT: u64 = 4 << 20;

/// A request with its limits. No `Debug`: it may hold a credential.
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) limit: u64,
    pub(super) timeout: Option<Duration>,
    pub(super) reach: Option<Reach>,
    pub(super) archive: bool,
    pub(super) compressed: bool,
    pub(super) form: Option<String>,
}

impl Request {
    /// GET of an address that the user, the settings or the Dockerfile names.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            limit: DEFAULT_LIMIT,
            timeout: None,
            reach: None,
            archive: false,
            compressed: false,
            form: None,
        }
    }

    /// HEAD instead of GET.
    pub fn head(url: Url) -> Self {
        Self { method: Method::HEAD, ..Self::get(url) }
    }

    /// POST of a form, never redirected.
    pub fn post_form(url: Url, fields: &[(&str, &str)]) -> Self {
        let body = reqwest::Url::parse_with_params("form:", fields);
        let form = body.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
        Self { method: Method::POST, form: Some(form), ..Self::get(url) }
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
    }

    /// The address was named by a host: it may lie only where that host could be itself.
    pub fn named_by(mut self, reach: Reach) -> Self {
        self.reach = Some(reach);
        self
    }

    /// Sets a header; a value that no header can hold is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Sends the credential to this origin only.
    pub fn authorize(mut self, credential: Option<HeaderValue>) -> Self {
        if let Some(mut value) = credential {
            value.set_sensitive(true);
            self.headers.insert(AUTHORIZATION, value);
        }
        self
    }

    /// Asks for bytes `start` to `end`, both included.
    pub fn range(self, start: u64, end: u64) -> Self {
        self.header(reqwest::header::RANGE, &format!("bytes={start}-{end}"))
    }

    /// Asks for the last bytes.
    pub fn suffix(self, bytes: u64) -> Self {
        self.header(reqwest::header::RANGE, &format!("bytes=-{bytes}"))
    }

    /// What is asked for.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Most bytes that the answer may have, before and after decompression.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Another deadline than the configured one.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// A public package archive: plain http is allowed, since that is how images' own sources
    /// name it; nothing secret is sent, and what comes back is only measured.
    pub fn archive(mut self) -> Self {
        self.archive = true;
        self
    }

    /// Accepts a gzip body, which [`Reply`] holds inflated.
    pub fn compressed(mut self) -> Self {
        self.compressed = true;
        self
    }

    /// The request after a redirect. The credential stays behind when the origin changes.
    pub(super) fn redirected(mut self, url: Url, reach: Reach) -> Result<Self, FetchError> {
        if self.url.scheme() == "https" && url.scheme() != "https" {
            let host = self.url.host_str().unwrap_or_default();
            return Err(FetchError::Refused(format!("{host} redirects from https to {}", url.scheme())));
        }
        if self.url.origin() != url.origin() {
            self.headers.remove(AUTHORIZATION);
        }
        self.url = url;
        self.reach = Some(reach);
        Ok(self)
    }
}

/// A whole answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Where the answer came from, after redirects.
    pub url: Url,
    /// Inflated, within the request's limit.
    pub body: Vec<u8>,
    /// How far inwards the host that answered is: the reach of what it names.
    pub reach: Reach,
}

impl Reply {
    /// The answer, or the error that its status stands for.
    pub fn success(self) -> Result<Self, FetchError> {
        check_status(self.status, &self.url)?;
        Ok(self)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON of the wanted shape.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, FetchError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let host = self.url.host_str().unwrap_or_default();
            FetchError::Broken(format!("{host} sent JSON that cannot be used: {error}"))
        })
    }
}

/// `host:port`, or `host` at the scheme's own port.
pub fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A Basic header; `None` where it would not be a valid one.
pub fn basic_authorization(user: &str, password: &str) -> Option<HeaderValue> {
    let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
    HeaderValue::from_str(&format!("Basic {encoded}")).ok()
}

/// What a status says about the thing that was asked for.
pub(super) fn check_status(status: StatusCode, url: &Url) -> Result<(), FetchError> {
    let host = url.host_str().unwrap_or_default();
    match status.as_u16() {
        200..=299 => Ok(()),
        401 | 403 => Err(FetchError::Denied),
        404 | 410 => Err(FetchError::NotFound),
        408 | 425 | 500..=599 => Err(FetchError::Transient(format!("{host} answered {}", status.as_u16()))),
        code => Err(FetchError::Broken(format!("{host} answered {code}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("the test holds addresses")
    }

    #[test]
    fn a_credential_stays_with_its_origin() {
        let credential = Some(HeaderValue::from_static("Basic x"));
        let request = Request::get(url("https://registry.example/v2/")).authorize(credential);
        for (target, kept) in [
            ("https://registry.example/elsewhere", true),
            ("https://registry.example:444/", false),
            ("https://cdn.example/", false),
            ("https://sub.registry.example/", false),
        ] {
            let Ok(next) = request.clone().redirected(url(target), Reach::Public) else {
                panic!("{target} is https, too")
            };
            assert_eq!(next.headers.contains_key(AUTHORIZATION), kept, "{target}");
        }
        let plain = request.redirected(url("http://registry.example/"), Reach::Public);
        assert!(matches!(plain, Err(FetchError::Refused(_))));
    }
}
