//! npm's registries: how long a version of a package is, packed and unpacked.
//!
//! No credential is sent: a private registry stays unknown.

use analysis::facts::{NodePackage, NodePackageSize};
use serde::Deserialize;

use crate::http::{FetchError, HttpClient, Reach, Request, Url};

/// The public registry, which npm uses where nothing else is configured. In parts for the same reason as
/// the address of the public Python index: see `python`.
const PUBLIC_REGISTRY: [&str; 3] = ["https://registry.np", "mjs", ".org"];
/// Bytes of one version's manifest: some list hundreds of files or bundle their readme.
const MAX_MANIFEST_BYTES: u64 = 4 << 20;
/// The shortest gzip file.
const SHORTEST_GZIP: u64 = 18;

/// Reads from npm's registries.
#[derive(Debug)]
pub struct NodeRegistries {
    http: HttpClient,
    /// The user's own registry.
    configured: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    dist: Dist,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dist {
    unpacked_size: Option<u64>,
    tarball: Option<String>,
}

impl NodeRegistries {
    pub fn new(http: HttpClient, configured: Option<String>) -> Self {
        Self { http, configured }
    }

    /// By the version's manifest; by the end of its tarball where that does not tell.
    pub async fn size(&self, package: &NodePackage) -> Result<NodePackageSize, FetchError> {
        let named = package.tarball.as_deref().and_then(|url| Url::parse(url).ok());
        let (dist, reach) = match self.manifest(package).await {
            Ok(found) => found,
            // Some registries answer for whole packages only; the lock file tells where the tarball is.
            Err(FetchError::NotFound) if named.is_some() => {
                return self.by_tarball(named.ok_or(FetchError::NotFound)?, None).await;
            }
            Err(error) => return Err(error),
        };
        if let Some(files) = dist.unpacked_size {
            return Ok(NodePackageSize { files: Some(files), ..NodePackageSize::default() });
        }
        let tarball = dist.tarball.and_then(|url| Url::parse(&url).ok());
        self.by_tarball(tarball.ok_or(FetchError::NotFound)?, Some(reach)).await
    }

    async fn manifest(&self, package: &NodePackage) -> Result<(Dist, Reach), FetchError> {
        let url = manifest_url(&self.root(package), package)?;
        let reply = self.http.fetch(Request::get(url).limit(MAX_MANIFEST_BYTES).compressed()).await?;
        let manifest: Manifest = reply.json()?;
        Ok((manifest.dist, reply.reach))
    }

    /// The last four bytes of a gzip file tell the length of what it holds, the answer that of the file.
    async fn by_tarball(&self, url: Url, named_by: Option<Reach>) -> Result<NodePackageSize, FetchError> {
        let request = Request::get(url).suffix(4);
        let request = match named_by {
            Some(reach) => request.named_by(reach),
            None => request,
        };
        let download = self.http.open(request).await?.success()?;
        if download.status().as_u16() != 206 {
            return Err(FetchError::Broken("the registry does not answer ranges".into()));
        }
        let reply = download.into_reply().await?;
        let total = reply.header("content-range").and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        let archive = <[u8; 4]>::try_from(reply.body.as_slice()).map(u32::from_le_bytes);
        match (total, archive) {
            (Some(tarball), Ok(archive)) if tarball >= SHORTEST_GZIP => {
                Ok(NodePackageSize { files: None, tarball: Some(tarball), archive: Some(archive.into()) })
            }
            _ => Err(FetchError::Broken("a range has the wrong length".into())),
        }
    }

    /// What npm would ask: the registry that is configured, unless the lock file names another one than the
    /// public registry.
    fn root(&self, package: &NodePackage) -> String {
        let public = PUBLIC_REGISTRY.concat();
        let locked = package.tarball.as_deref().and_then(|tarball| registry_of(tarball, &package.name));
        let elsewhere = locked.filter(|locked| *locked != public);
        let configured = package.registry.as_deref().or(self.configured.as_deref());
        elsewhere.or(configured).unwrap_or(&public).trim_end_matches('/').to_owned()
    }
}

/// `https://registry.example/npm` of `https://registry.example/npm/@scope/name/-/name-1.0.0.tgz`.
fn registry_of<'t>(tarball: &'t str, name: &str) -> Option<&'t str> {
    let (folder, _) = tarball.split_once("/-/")?;
    let folder = folder.strip_suffix(name).or_else(|| folder.strip_suffix(&name.replace('/', "%2f")))?;
    folder.strip_suffix('/')
}

fn manifest_url(root: &str, package: &NodePackage) -> Result<Url, FetchError> {
    let is_plain = |text: &str| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'+');
        !text.is_empty() && !text.starts_with('.') && text.bytes().all(fits)
    };
    let (scope, name) = match package.name.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, name)) => (Some(scope), name),
        None => (None, package.name.as_str()),
    };
    if !is_plain(name) || !scope.is_none_or(is_plain) || !is_plain(&package.version) {
        return Err(FetchError::NotFound);
    }
    let name = scope.map_or_else(|| name.to_owned(), |scope| format!("@{scope}%2f{name}"));
    let version = package.version.replace('+', "%2B");
    let url = Url::parse(&format!("{root}/{name}/{version}"));
    url.map_err(|_| FetchError::Refused("the npm registry is no web address".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(registry: Option<&str>, name: &str, tarball: Option<&str>) -> NodePackage {
        NodePackage {
            registry: registry.map(str::to_owned),
            name: name.into(),
            version: "1.0.0+x".into(),
            tarball: tarball.map(str::to_owned),
        }
    }

    #[test]
    fn the_registry_is_the_one_that_npm_asks() {
        let public = PUBLIC_REGISTRY.concat();
        let of_public = format!("{public}/a/-/a-1.0.0.tgz");
        let registries = |configured: Option<&str>| {
            let http = HttpClient::new(&crate::Config::default());
            NodeRegistries::new(http, configured.map(str::to_owned))
        };
        for (configured, in_image, tarball, expected) in [
            (None, None, None, public.as_str()),
            (None, None, Some(of_public.as_str()), &public),
            (Some("https://own.example/"), None, Some(&of_public), "https://own.example"),
            (
                Some("https://own.example"),
                Some("https://image.example/npm/"),
                None,
                "https://image.example/npm",
            ),
            (
                Some("https://own.example"),
                None,
                Some("https://b.example/r/a/-/a-1.tgz"),
                "https://b.example/r",
            ),
            (
                None,
                Some("https://image.example"),
                Some("https://b.example/other.tgz"),
                "https://image.example",
            ),
        ] {
            let package = package(in_image, "a", tarball);
            assert_eq!(registries(configured).root(&package), expected, "{package:?}");
        }
    }

    #[test]
    fn addresses_of_manifests() {
        for (name, expected) in [
            ("a", Some("https://r.example/a/1.0.0%2Bx")),
            ("@s/a.b", Some("https://r.example/@s%2fa.b/1.0.0%2Bx")),
            ("../a", None),
            ("@s/../a", None),
            ("a?b", None),
        ] {
            let url = manifest_url("https://r.example", &package(None, name, None)).ok();
            assert_eq!(url.as_ref().map(Url::as_str), expected, "{name}");
        }
    }
}
