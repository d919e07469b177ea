//! From a registry's name to the address of its API.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use analysis::reference::DEFAULT_REGISTRY;

use crate::config::Config;
use crate::http::{FetchError, HttpClient, Request, Url, authority, is_loopback_host};

/// Docker Hub's API host; `docker.io` itself is a web site.
const DOCKER_HUB_API: &str = "registry-1.docker.io";
/// The name under which Docker's configuration keeps Docker Hub's credentials.
const DOCKER_HUB_CREDENTIALS: &str = "https://index.docker.io/v1/";

/// Where a registry answers.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Root without `v2/`, ending in a slash.
    pub base: Url,
    /// Names under which Docker's configuration may keep its credentials, best first.
    pub credential_names: Vec<String>,
}

/// Configured endpoints, and what probing of loopback ports found.
#[derive(Debug)]
pub struct Endpoints {
    configured: HashMap<String, String>,
    /// Hosts of the settings that may answer plain http.
    insecure: HashSet<String>,
    probed: Mutex<HashMap<String, Endpoint>>,
}

impl Endpoints {
    pub fn new(config: &Config) -> Self {
        let configured = config
            .registries
            .iter()
            .filter_map(|(host, registry)| Some((host.clone(), registry.endpoint.clone()?)));
        let insecure = config.registries.iter().filter(|(_, registry)| registry.insecure);
        Self {
            configured: configured.collect(),
            insecure: insecure.map(|(host, _)| host.clone()).collect(),
            probed: Mutex::default(),
        }
    }

    /// The endpoint of a registry. One on loopback, or one that the settings call insecure, is asked
    /// once whether it speaks plain http.
    pub async fn resolve(&self, http: &HttpClient, registry: &str) -> Result<Endpoint, FetchError> {
        if let Some(endpoint) = self.configured.get(registry) {
            return configured_endpoint(registry, endpoint);
        }
        let host = if registry == DEFAULT_REGISTRY { DOCKER_HUB_API } else { registry };
        let https = parse(&format!("https://{host}"))?;
        let may_be_plain = https.host_str().is_some_and(is_loopback_host) || self.insecure.contains(registry);
        if !may_be_plain {
            return Ok(endpoint_at(https, registry));
        }
        let known = self.lock().get(registry).cloned();
        if let Some(endpoint) = known {
            return Ok(endpoint);
        }
        let plain = parse(&format!("http://{host}"))?;
        let base = if speaks_http(http, &plain).await? { plain } else { https };
        let endpoint = endpoint_at(base, registry);
        self.lock().insert(registry.to_owned(), endpoint.clone());
        Ok(endpoint)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Endpoint>> {
        self.probed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A mirror has credentials of its own: those of the registry it stands for stay at home.
fn configured_endpoint(registry: &str, endpoint: &str) -> Result<Endpoint, FetchError> {
    let base = parse(endpoint)?;
    let authority = authority(&base);
    let same = authority == registry || (registry == DEFAULT_REGISTRY && authority == DOCKER_HUB_API);
    Ok(endpoint_at(base, if same { registry } else { &authority }))
}

/// Plain http carries no credential to another machine: what calls a registry insecure may be a settings file
/// that came with the Dockerfile.
fn endpoint_at(base: Url, registry: &str) -> Endpoint {
    let is_safe = base.scheme() == "https" || base.host_str().is_some_and(is_loopback_host);
    let credential_names = if is_safe { credential_names(registry) } else { Vec::new() };
    Endpoint { base, credential_names }
}

fn credential_names(registry: &str) -> Vec<String> {
    if registry == DEFAULT_REGISTRY {
        return vec![DOCKER_HUB_CREDENTIALS.into(), "index.docker.io".into(), DEFAULT_REGISTRY.into()];
    }
    vec![registry.to_owned(), format!("https://{registry}")]
}

/// Docker's order is https, then http. Here it is the other way round: a plain http server may
/// take a TLS greeting for an endless request line, while a TLS server refuses http at once.
async fn speaks_http(http: &HttpClient, base: &Url) -> Result<bool, FetchError> {
    let url = base.join("v2/").map_err(|_| FetchError::Refused(format!("{base} is no registry address")))?;
    match http.status(&Request::get(url.clone())).await {
        Ok(status) => Ok(status.as_u16() != 400), // what TLS servers say to plain http
        Err(FetchError::Transient(_)) => {
            let mut secure = url;
            let changed = secure.set_scheme("https").is_ok();
            Ok(!(changed && http.status(&Request::get(secure)).await.is_ok()))
        }
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> Result<Url, FetchError> {
    let invalid = || FetchError::Refused(format!("`{text}` is no registry address; write https://host"));
    let mut url = Url::parse(text).map_err(|_| invalid())?;
    if url.host_str().is_none() || url.cannot_be_a_base() {
        return Err(invalid());
    }
    // A query or a name in the settings would end up in each request.
    url.set_query(None);
    url.set_fragment(None);
    let path = format!("{}/", url.path().trim_end_matches('/').trim_end_matches("/v2"));
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_does_not_inherit_credentials() {
        let hub = configured_endpoint("docker.io", "http://127.0.0.1:5000").expect("a valid address");
        assert_eq!(hub.credential_names[0], "127.0.0.1:5000");
        let same = configured_endpoint("docker.io", "https://registry-1.docker.io/v2/").expect("valid");
        assert_eq!(same.credential_names[0], DOCKER_HUB_CREDENTIALS);
        assert_eq!(same.base.as_str(), "https://registry-1.docker.io/");
        let plain = configured_endpoint("registry.example", "http://registry.example").expect("valid");
        assert!(plain.credential_names.is_empty());
    }
}
