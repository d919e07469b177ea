//! Settings of this crate, as plain data. Who reads them from files is the caller's business.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What the network and the cache may do.
#[derive(Debug, Clone)]
pub struct Config {
    /// Answer from the disk cache alone.
    pub offline: bool,
    /// Limit of one exchange, from the name look-up to the last byte of an ordinary answer.
    /// Large downloads have [`Config::download_timeout`] and must keep sending.
    pub timeout: Duration,
    /// Limit of one large download: a package index, the layers of a base image.
    pub download_timeout: Duration,
    /// Exchanges at the same time, over all hosts. One host gets half of them.
    pub max_concurrent: usize,
    /// Docker Hub's search may be asked for what somebody types as an image's name.
    pub image_search: bool,
    /// By registry host as image references name it: `docker.io`, `localhost:5000`.
    pub registries: BTreeMap<String, RegistryConfig>,
    pub packages: PackagesConfig,
    /// `None` keeps nothing on disk.
    pub cache_dir: Option<PathBuf>,
    /// Bytes that the cache may take on disk; the least recently used files go first.
    pub cache_max_bytes: u64,
    /// Where set, the only hosts that may be contacted, redirects included.
    /// `*.example.org` stands for every host below `example.org`.
    pub allowed_hosts: Option<Vec<String>>,
    /// Folder of Docker's `config.json`; `None` sends no credentials.
    pub docker_config_dir: Option<PathBuf>,
    /// Compressed bytes of a base image's layers up to which they are read for their packages.
    pub base_contents_max_bytes: u64,
}

/// One registry's settings.
#[derive(Debug, Clone, Default)]
pub struct RegistryConfig {
    /// Root of the OCI distribution API, without `/v2/`: a mirror, or a port.
    pub endpoint: Option<String>,
    /// Root of a tag API as Docker Hub has one, with its version: `https://…/v2`.
    pub tag_api: Option<String>,
    /// Plain http is fine.
    pub insecure: bool,
}

/// Where package indexes are.
#[derive(Debug, Clone, Default)]
pub struct PackagesConfig {
    /// Root of a simple API (PEP 503). Else pip's and uv's own configuration.
    pub pip_index: Option<String>,
    /// From a host in an image's sources to the address to use instead.
    pub apt_mirrors: BTreeMap<String, String>,
    /// Root of a model hub (`HF_ENDPOINT`). Else the public one.
    pub model_hub: Option<String>,
    /// Root of an npm registry (`NPM_CONFIG_REGISTRY`). Else that of npm's own configuration.
    pub npm_registry: Option<String>,
    /// Root of conda's channels (`CONDA_CHANNEL_ALIAS`). Else the public one.
    pub conda_channels: Option<String>,
}

impl Default for Config {
    /// Nothing from the environment: no cache on disk, no credentials.
    fn default() -> Self {
        Self {
            offline: false,
            timeout: Duration::from_secs(10),
            download_timeout: Duration::from_secs(120),
            max_concurrent: 8,
            image_search: true,
            registries: BTreeMap::new(),
            packages: PackagesConfig::default(),
            cache_dir: None,
            cache_max_bytes: 512 << 20,
            allowed_hosts: None,
            docker_config_dir: None,
            base_contents_max_bytes: 256 << 20,
        }
    }
}

impl Config {
    /// The defaults with this user's cache folder (`LAYERWISE_CACHE_DIR`, else the platform's), model
    /// hub (`HF_ENDPOINT`), npm registry (`NPM_CONFIG_REGISTRY`), conda channels (`CONDA_CHANNEL_ALIAS`) and Docker configuration (`DOCKER_CONFIG`, else `~/.docker`).
    pub fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|address| !address.is_empty());
        Self {
            cache_dir: crate::cache::default_dir(),
            docker_config_dir: crate::registry::credentials::default_dir(),
            packages: PackagesConfig {
                model_hub: variable("HF_ENDPOINT"),
                npm_registry: variable("NPM_CONFIG_REGISTRY").or_else(|| variable("npm_config_registry")),
                conda_channels: variable("CONDA_CHANNEL_ALIAS"),
                ..PackagesConfig::default()
            },
            ..Self::default()
        }
    }
}
