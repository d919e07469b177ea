//! Package indexes of apt archives.
//!
//! An archive's release file names its indexes by SHA-256. Its signature is not checked: the
//! figures tell sizes and nothing is installed from them; what is downloaded must match the
//! release file.

mod control;
mod mirrors;
pub mod packages;
pub(crate) mod release;

use analysis::facts::{AptArchive, AptIndex};

use crate::config::Config;
use crate::http::{FetchError, HttpClient, Pieces, Request, Url};
use release::{IndexFile, Release};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

pub(crate) use control::{field, put_stanza, stanzas, take};
pub(crate) use mirrors::rewritten;

/// Bytes of a release file: Debian's have 250 kB.
const MAX_RELEASE_BYTES: u64 = 8 << 20;
/// Bytes of a packed index: Debian's and Ubuntu's largest have 15 MB.
const MAX_PACKED_BYTES: u64 = 96 << 20;
/// Pieces of a download that wait for the thread that unpacks, of some 16 kB each: the longest indexes come to no
/// more than that, and no network is held up by unpacking.
const AHEAD: usize = 4096;

/// Reads from archives.
#[derive(Debug)]
pub struct AptArchives {
    http: HttpClient,
    config: Config,
}

/// What a refresh brought.
#[derive(Debug)]
pub enum Refreshed {
    /// The index with its digest.
    New(AptIndex, String),
    /// The digest is the known one: the index did not change.
    Same,
}

impl AptArchives {
    pub fn new(http: HttpClient, config: &Config) -> Self {
        Self { http, config: config.clone() }
    }

    /// The packages of an archive, unless its digest is still `known`.
    pub async fn index(
        &self,
        archive: &AptArchive,
        known: Option<&str>,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Refreshed, FetchError> {
        let (base, release) = self.release(archive).await?;
        let file = release.best_index(archive).ok_or(FetchError::NotFound)?;
        if known == Some(file.sha256.as_str()) {
            return Ok(Refreshed::Same);
        }
        let mut index = self.download(&base, &release, &file, progress).await?;
        index.list_bytes = release.unpacked_bytes(archive).unwrap_or(index.list_bytes);
        Ok(Refreshed::New(index, file.sha256))
    }

    /// The first place that has the suite's release file: a configured mirror may be laid out in
    /// several ways. Returns the folder that the release's paths are relative to.
    async fn release(&self, archive: &AptArchive) -> Result<(Url, Release), FetchError> {
        let mut last = FetchError::NotFound;
        for base in mirrors::rewritten(&archive.url, &self.config.packages.apt_mirrors) {
            let folder = suite_folder(&base, &archive.suite)?;
            for name in ["InRelease", "Release"] {
                match self.http.fetch(self.request(&folder, name)?.limit(MAX_RELEASE_BYTES)).await {
                    Ok(reply) => {
                        let text = String::from_utf8_lossy(&reply.body);
                        return Ok((folder, Release::parse(&text)));
                    }
                    Err(FetchError::NotFound) => {}
                    Err(error) => last = error,
                }
            }
        }
        Err(last)
    }

    /// The index, whose digest must be right. By its digest where the archive has that:
    /// between an archive's updates the plain name may lead to another version.
    async fn download(
        &self,
        folder: &Url,
        release: &Release,
        file: &IndexFile,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<AptIndex, FetchError> {
        let by_hash = release.by_hash.then(|| file.by_hash_path());
        let mut outcome = Err(FetchError::NotFound);
        for path in by_hash.into_iter().chain([file.path.clone()]) {
            let request = self.request(folder, &path)?.limit(MAX_PACKED_BYTES.min(file.bytes));
            outcome = self.read(request.timeout(self.config.download_timeout), file, progress).await;
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Unpacks and reads on another thread while more comes: unpacking takes a second for each 15 MB, most
    /// networks longer to bring them.
    async fn read(
        &self,
        request: Request,
        file: &IndexFile,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<AptIndex, FetchError> {
        let mut download = self.http.open(request).await?.success()?;
        let (pieces, receiver) = mpsc::channel(AHEAD);
        let name = file.path.clone();
        let reading = spawn_blocking(move || packages::read(Pieces::new(receiver), &name));
        let mut hash = Sha256::new();
        let mut done = 0;
        while let Some(piece) = download.chunk().await? {
            hash.update(&piece);
            done += piece.len() as u64;
            progress(done, file.bytes);
            let _ = pieces.send(piece).await; // a broken index is not read to its end
        }
        drop(pieces);
        if crate::digest::hex(&hash.finalize()) != file.sha256 {
            return Err(FetchError::Broken(format!("{} does not match the release file", file.path)));
        }
        let read = reading.await;
        read.unwrap_or_else(|_| Err(FetchError::Broken("the package index broke its reader".into())))
    }

    fn request(&self, folder: &Url, path: &str) -> Result<Request, FetchError> {
        let url =
            folder.join(path).map_err(|_| FetchError::Refused("this is no archive's address".into()))?;
        Ok(Request::get(url).archive())
    }
}

/// `dists/SUITE/`, or the suite's own path where it ends in a slash (a flat archive).
fn suite_folder(base: &Url, suite: &str) -> Result<Url, FetchError> {
    let path = match suite.strip_suffix('/') {
        Some(flat) => format!("{}/", flat.trim_start_matches("./").trim_start_matches('/')),
        None => format!("dists/{suite}/"),
    };
    let path = path.trim_start_matches('/');
    base.join(path).map_err(|_| FetchError::Refused(format!("`{suite}` is no suite")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_and_flat_archives() {
        let base = Url::parse("https://archive.example/debian/").expect("an address");
        for (suite, folder) in [
            ("bookworm-updates", "https://archive.example/debian/dists/bookworm-updates/"),
            ("/", "https://archive.example/debian/"),
            ("./", "https://archive.example/debian/"),
            ("x86_64/", "https://archive.example/debian/x86_64/"),
        ] {
            assert_eq!(suite_folder(&base, suite).expect("valid").as_str(), folder);
        }
    }
}
