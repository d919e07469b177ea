//! Repositories of Alpine, of Red Hat's family and of conda: their indexes, reduced to what sizes need.
//!
//! Signatures are not checked: the figures tell sizes and nothing is installed from them. Where an
//! index names the digest of what it leads to, what is downloaded must match.

pub(crate) mod apk;
pub(crate) mod conda;
pub(crate) mod primary;
pub(crate) mod repomd;

use analysis::facts::{PackageIndex, PackageRepository, RepositoryKind};

use crate::apt::rewritten;
use crate::config::Config;
use crate::http::{FetchError, HttpClient, Reach, Request, Url};

/// Bytes of a packed index: Fedora's largest have 50 MB.
const MAX_PACKED_BYTES: u64 = 128 << 20;
/// Bytes that an index may unpack to.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;
/// More packages than any repository has.
const MAX_PACKAGES: usize = 1_000_000;

/// Mirrors of a list that are asked.
const MIRRORS_TRIED: usize = 3;

/// Reads from repositories.
#[derive(Debug)]
pub struct PackageRepositories {
    http: HttpClient,
    config: Config,
}

/// Told how many bytes came, and how many there are where that is known.
type Progress<'p> = &'p (dyn Fn(u64, Option<u64>) + Sync);

impl PackageRepositories {
    pub fn new(http: HttpClient, config: &Config) -> Self {
        Self { http, config: config.clone() }
    }

    /// The packages of a repository.
    pub async fn index(
        &self,
        repository: &PackageRepository,
        progress: Progress<'_>,
    ) -> Result<PackageIndex, FetchError> {
        let url = match repository.kind {
            RepositoryKind::Apk => format!("{}/{}", repository.url, repository.architecture),
            RepositoryKind::Rpm => repository.url.clone(),
            RepositoryKind::RpmMirrors => return self.mirrored(repository, progress).await,
            RepositoryKind::Conda => {
                conda::address(repository, self.config.packages.conda_channels.as_deref())
            }
        };
        let mut last = FetchError::NotFound;
        for base in rewritten(&url, &self.config.packages.apt_mirrors) {
            let found = match repository.kind {
                RepositoryKind::Apk => self.apk(&base, progress).await,
                RepositoryKind::Conda => self.conda(&base, repository).await,
                _ => self.rpm(&base, None, repository, progress).await,
            };
            match found {
                Err(FetchError::NotFound) => {}
                Err(error) => last = error,
                found => return found,
            }
        }
        Err(last)
    }

    /// The whole answer, within the limit of an index.
    async fn download(&self, request: Request, progress: Progress<'_>) -> Result<Vec<u8>, FetchError> {
        let request = request.limit(MAX_PACKED_BYTES).timeout(self.config.download_timeout);
        let mut download = self.http.open(request).await?.success()?;
        let mut packed = Vec::new();
        while let Some(chunk) = download.chunk().await? {
            packed.extend_from_slice(&chunk);
            progress(packed.len() as u64, None);
        }
        Ok(packed)
    }

    async fn apk(&self, base: &Url, progress: Progress<'_>) -> Result<PackageIndex, FetchError> {
        let packed = self.download(request(join(base, "APKINDEX.tar.gz")?, None), progress).await?;
        parsed(move || apk::read(&packed)).await
    }

    async fn conda(&self, base: &Url, repository: &PackageRepository) -> Result<PackageIndex, FetchError> {
        let request = request(join(base, "current_repodata.json")?, None).compressed();
        let request = request.limit(MAX_PACKED_BYTES).timeout(self.config.download_timeout);
        let reply = self.http.fetch(request).await?;
        let platform = repository.architecture.clone();
        parsed(move || conda::read(&reply.body, &platform)).await
    }

    /// `reach` is that of the host that named the address, where one did.
    async fn rpm(
        &self,
        base: &Url,
        reach: Option<Reach>,
        repository: &PackageRepository,
        progress: Progress<'_>,
    ) -> Result<PackageIndex, FetchError> {
        let reply = self.http.fetch(request(join(base, "repodata/repomd.xml")?, reach)).await?;
        let repomd = repomd::Repomd::parse(&reply.body)?;
        let primary = repomd.primary()?;
        let packed = self.download(request(join(base, &primary.path)?, reach), progress).await?;
        if primary.sha256.as_ref().is_some_and(|sha256| *sha256 != crate::digest::sha256_hex(&packed)) {
            return Err(FetchError::Broken(format!("{} does not match repomd.xml", primary.path)));
        }
        let architecture = repository.architecture.clone();
        let mut index = parsed(move || primary::read(&packed, &architecture)).await?;
        index.kept_bytes = repomd.kept_bytes();
        Ok(index)
    }

    /// The first mirror of the list that answers.
    async fn mirrored(
        &self,
        repository: &PackageRepository,
        progress: Progress<'_>,
    ) -> Result<PackageIndex, FetchError> {
        let list = Url::parse(&repository.url);
        let list = list.map_err(|_| FetchError::Refused("the list of mirrors has no address".into()))?;
        let reply = self.http.fetch(request(list, None)).await?;
        let mut last = FetchError::NotFound;
        for base in repomd::mirrors(&reply.body).iter().take(MIRRORS_TRIED) {
            match self.rpm(base, Some(reply.reach), repository, progress).await {
                Ok(index) => return Ok(index),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn request(url: Url, reach: Option<Reach>) -> Request {
    let request = Request::get(url).archive();
    match reach {
        Some(reach) => request.named_by(reach),
        None => request,
    }
}

fn join(base: &Url, path: &str) -> Result<Url, FetchError> {
    base.join(path).map_err(|_| FetchError::Refused(format!("`{path}` leads to no address")))
}

/// Parses apart from the threads of the runtime.
async fn parsed(
    read: impl FnOnce() -> Result<PackageIndex, FetchError> + Send + 'static,
) -> Result<PackageIndex, FetchError> {
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|_| Err(FetchError::Broken("the package index broke its reader".into())))
}
