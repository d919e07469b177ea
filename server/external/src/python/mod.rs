//! Python package indexes, and wheels read without downloading them.

mod configuration;
mod html;
pub(crate) mod metadata;
pub(crate) mod project;
mod wheel;
pub(crate) mod zip;

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use analysis::facts::{ProjectFile, PythonIndex, PythonProject};
use reqwest::header::HeaderValue;

pub use wheel::WheelReading;

use crate::http::{FetchError, HttpClient, Reach, Reply, Request, Url, basic_authorization};

/// The public index, which pip and uv use where nothing else is configured: the only package
/// index, beside conda's public channels and npm's registry, whose address this program has built in. It is written in parts so that a search of
/// the sources for registry hosts finds addresses that came in unseen, and not this one.
const PUBLIC_INDEX: [&str; 3] = ["https://py", "pi", ".org/simple"];

/// Bytes of a project's list of files, unpacked: projects with nightly builds have 20 MB.
const MAX_PROJECT_BYTES: u64 = 64 << 20;

/// Reads from package indexes.
#[derive(Debug)]
pub struct PythonIndexes {
    http: HttpClient,
    /// The settings' index.
    configured: Option<String>,
    default: OnceLock<String>,
    /// By origin: how far inwards it may be and what authorises us there.
    origins: Mutex<HashMap<String, Access>>,
}

#[derive(Clone)]
struct Access {
    /// `None` for origins that the user or the Dockerfile names.
    reach: Option<Reach>,
    authorization: Option<HeaderValue>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl PythonIndexes {
    /// `configured` is the settings' index.
    pub fn new(http: HttpClient, configured: Option<String>) -> Self {
        Self { http, configured, default: OnceLock::new(), origins: Mutex::default() }
    }

    /// The files of a project, by PEP 691 or PEP 503.
    pub async fn project(&self, index: &PythonIndex, name: &str) -> Result<PythonProject, FetchError> {
        let name = normalized(name);
        let root = self.root(index)?;
        let url = match index {
            PythonIndex::Links(_) => root,
            _ => root.join(&format!("{name}/")).map_err(|_| FetchError::NotFound)?,
        };
        let request = self.authorized(Request::get(url)).limit(MAX_PROJECT_BYTES).compressed();
        let reply = self.http.fetch(request.header(reqwest::header::ACCEPT, project::ACCEPTED)).await?;
        let files = project::files(&reply)?;
        self.note_files(&reply, &files);
        Ok(PythonProject { name, files, ..PythonProject::default() })
    }

    /// Unpacked sizes inside a wheel, and what its METADATA says.
    pub async fn wheel(&self, file: &ProjectFile) -> Result<WheelReading, FetchError> {
        wheel::read(self, file).await
    }

    /// The index's root, ending in a slash, or the page of links. A name and password in it are kept for
    /// its origin.
    fn root(&self, index: &PythonIndex) -> Result<Url, FetchError> {
        let text = match index {
            PythonIndex::Url(url) | PythonIndex::Links(url) => url,
            PythonIndex::Default => self.default.get_or_init(|| {
                let found = self.configured.clone();
                found.or_else(configuration::from_environment).unwrap_or_else(|| PUBLIC_INDEX.concat())
            }),
        };
        let invalid = || FetchError::Refused("the package index is no https address".into());
        let text = match index {
            PythonIndex::Links(page) => page.clone(),
            _ => format!("{}/", text.trim_end_matches('/')),
        };
        let mut url = Url::parse(&text).map_err(|_| invalid())?;
        let authorization = basic(&url);
        let cleaned = url.set_username("").and_then(|()| url.set_password(None));
        cleaned.map_err(|()| invalid())?;
        let access = Access { reach: None, authorization };
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let known = origins.entry(origin(&url)).or_insert_with(|| access.clone());
        known.reach = None;
        known.authorization = access.authorization.or_else(|| known.authorization.take());
        Ok(url)
    }

    /// The files lie where the index says; they may be only where the index could be itself.
    fn note_files(&self, reply: &Reply, files: &[ProjectFile]) {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        for url in files.iter().filter_map(|file| Url::parse(&file.url).ok()) {
            let access = || Access { reach: Some(reply.reach), authorization: None };
            origins.entry(origin(&url)).or_insert_with(access);
        }
    }

    /// The request with what its origin allows and needs. An origin that is known only from an
    /// earlier run counts as public.
    fn authorized(&self, request: Request) -> Request {
        let origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = Access { reach: Some(Reach::Public), authorization: None };
        let access = origins.get(&origin(request.url())).unwrap_or(&unknown).clone();
        let request = request.authorize(access.authorization);
        match access.reach {
            Some(reach) => request.named_by(reach),
            None => request,
        }
    }

    /// A request for a file that an index names, or the Dockerfile itself.
    fn file_request(&self, url: Url, is_direct: bool) -> Request {
        if is_direct {
            return Request::get(url);
        }
        if let Some(configured) = &self.configured {
            let _ = self.root(&PythonIndex::Url(configured.clone())); // known also before it was asked
        }
        self.authorized(Request::get(url))
    }
}

/// PEP 503: lower case, runs of `-`, `_` and `.` as one `-`.
pub fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            other => normal.push(other.to_ascii_lowercase()),
        }
    }
    normal
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The name and password in an address, as pip takes them.
fn basic(url: &Url) -> Option<HeaderValue> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decode(url.username()), decode(url.password().unwrap_or_default()));
    if user.is_empty() && password.is_empty() {
        return None;
    }
    basic_authorization(&user, &password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalised() {
        for (name, normal) in [("Foo.Bar", "foo-bar"), ("a_-._b", "a-b"), ("torch", "torch")] {
            assert_eq!(normalized(name), normal);
        }
    }

    #[test]
    fn a_password_in_the_address_becomes_a_header() {
        let indexes = PythonIndexes::new(HttpClient::new(&crate::Config::default()), None);
        let index = PythonIndex::Url("https://user:p%40ss@index.example/simple".into());
        let root = indexes.root(&index).expect("valid");
        assert_eq!(root.as_str(), "https://index.example/simple/");
        let origins = indexes.origins.lock().expect("no panic while held");
        let authorization = origins["https://index.example"].authorization.clone();
        assert_eq!(authorization.expect("kept"), "Basic dXNlcjpwQHNz");
    }
}
