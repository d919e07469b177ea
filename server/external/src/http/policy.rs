//! Which requests may be sent at all.

use std::collections::HashSet;

use reqwest::Url;

use super::address::{Reach, is_loopback_host, parse_address};
use super::error::FetchError;
use super::request::{Request, authority};
use crate::config::Config;

/// Schemes, hosts and addresses that the settings allow.
#[derive(Debug)]
pub struct Policy {
    /// `host` or `host:port` that may answer plain http.
    insecure: HashSet<String>,
    /// Hosts that the settings name: they may be on this machine.
    configured: HashSet<String>,
    allowed: Option<Vec<String>>,
}

impl Policy {
    pub fn new(config: &Config) -> Self {
        let endpoints = config.registries.values().flat_map(|r| [&r.endpoint, &r.tag_api]).flatten();
        let packages = config.packages.pip_index.iter().chain(config.packages.apt_mirrors.values());
        let packages = packages
            .chain(&config.packages.model_hub)
            .chain(&config.packages.npm_registry)
            .chain(&config.packages.conda_channels);
        let configured = endpoints.chain(packages).filter_map(|url| Url::parse(url).ok());
        Self {
            insecure: insecure_authorities(config),
            configured: configured.filter_map(|url| url.host_str().map(str::to_owned)).collect(),
            allowed: config.allowed_hosts.clone(),
        }
    }

    /// Scheme, host and address of a request against the policy; the reach that it may have.
    pub fn check(&self, request: &Request) -> Result<Reach, FetchError> {
        let host = request.url.host_str().unwrap_or_default();
        let refused = |why: &str| Err(FetchError::Refused(format!("{host} {why}")));
        let plain_http_fits = request.archive
            || is_loopback_host(host)
            || self.insecure.contains(&authority(&request.url))
            || self.insecure.contains(host);
        match request.url.scheme() {
            "https" => {}
            "http" if plain_http_fits => {}
            "http" => {
                return refused("is named with plain http; use https, or set `insecure` for this registry");
            }
            _ => return refused("is named with a scheme that is neither http nor https"),
        }
        if self.allowed.as_ref().is_some_and(|allowed| !allowed.iter().any(|rule| host_matches(rule, host))) {
            return refused("is not among the allowed hosts");
        }
        let on_this_machine = is_loopback_host(host) || self.configured.contains(host);
        let named = if on_this_machine { Reach::Loopback } else { Reach::Private };
        let reach = request.reach.unwrap_or(named);
        if parse_address(host).is_some_and(|address| !reach.permits(address)) {
            return refused("is an internal address that may not be contacted from here");
        }
        Ok(reach)
    }
}

fn insecure_authorities(config: &Config) -> HashSet<String> {
    let insecure = config.registries.iter().filter(|(_, registry)| registry.insecure);
    insecure
        .flat_map(|(host, registry)| {
            let urls = [&registry.endpoint, &registry.tag_api].into_iter().flatten();
            let named = urls.filter_map(|url| Url::parse(url).ok()).map(|url| authority(&url));
            named.chain([host.clone()]).collect::<Vec<_>>()
        })
        .collect()
}

fn host_matches(rule: &str, host: &str) -> bool {
    match rule.strip_prefix("*.") {
        Some(domain) => host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => rule.eq_ignore_ascii_case(host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_public_host_names_may_not_lie_further_inwards() {
        let policy = Policy::new(&Config::default());
        let request = |url: &str| Request::get(Url::parse(url).expect("an address"));
        for url in ["https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "http://127.0.0.1/"] {
            let derived = request(url).named_by(Reach::Public);
            assert!(policy.check(&derived).is_err(), "{url}");
            assert!(policy.check(&request(url)).is_ok(), "{url} named by the user");
        }
        let private = request("https://10.0.0.1/").named_by(Reach::Private);
        assert_eq!(policy.check(&private), Ok(Reach::Private));
    }

    #[test]
    fn allowed_hosts_are_exact_or_below() {
        assert!(host_matches("nvcr.io", "nvcr.io"));
        assert!(!host_matches("nvcr.io", "xnvcr.io"));
        assert!(host_matches("*.docker.io", "registry-1.docker.io"));
        assert!(!host_matches("*.docker.io", "docker.io"));
        assert!(!host_matches("*.docker.io", "evil-docker.io"));
    }
}
