//! Tags, manifests and configurations, as a registry gives them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// `os/architecture[/variant]`, as in an image index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Platform {
    pub os: String,
    pub architecture: String,
    pub variant: Option<String>,
}

impl Platform {
    /// Parses `linux/amd64` or `linux/arm64/v8`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/').map(str::to_owned);
        let (os, architecture, variant) = (parts.next()?, parts.next()?, parts.next());
        let valid = !os.is_empty() && !architecture.is_empty() && parts.next().is_none();
        valid.then_some(Self { os, architecture, variant })
    }
}

impl Default for Platform {
    /// `linux/amd64`: what GPU servers run.
    fn default() -> Self {
        Self { os: "linux".into(), architecture: "amd64".into(), variant: None }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// The tags of a repository, in the source's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagList {
    pub tags: Vec<Tag>,
    /// Every page arrived: a tag that is not listed does not exist.
    pub complete: bool,
}

/// One tag. What the source does not say is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    pub name: String,
    pub platforms: Vec<TagPlatform>,
    /// RFC 3339 time of the last push.
    pub pushed: Option<String>,
    /// Digest of the index or manifest.
    pub digest: Option<String>,
}

/// One platform of a tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TagPlatform {
    pub platform: Platform,
    /// Sum of the compressed layers in bytes.
    pub bytes_compressed: Option<u64>,
    pub digest: Option<String>,
}

/// What a registry's search found, best first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundImages {
    pub images: Vec<FoundImage>,
    /// There are no others: a longer text finds some of these.
    pub complete: bool,
}

/// One image that a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundImage {
    /// As in FROM: `nvidia/cuda`, `python`.
    pub name: String,
    /// One line of plain text, from whoever made the image; may be empty.
    pub about: String,
    pub stars: u64,
    pub pulls: u64,
    /// One of Docker's own.
    pub official: bool,
}

/// An image on one platform: its layers and configuration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageDetails {
    /// Digest of what the reference names, an index or a manifest: what to pin to.
    pub reference_digest: Option<String>,
    /// Digest of the platform's manifest; `None`, with no layers, where there is no such platform.
    pub digest: Option<String>,
    pub layers: Vec<LayerSize>,
    pub config: ImageConfig,
    /// Platforms that the index offers; attestations left out.
    pub platforms: Vec<Platform>,
}

impl ImageDetails {
    /// Sum of the compressed layers in bytes.
    pub fn bytes_compressed(&self) -> u64 {
        self.layers.iter().map(|layer| layer.bytes_compressed).sum()
    }

    /// Sum of the uncompressed layers in bytes, `None` where one is unknown.
    pub fn bytes_uncompressed(&self) -> Option<u64> {
        self.layers.iter().map(|layer| layer.bytes_uncompressed).sum()
    }
}

/// One layer of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerSize {
    pub digest: String,
    pub bytes_compressed: u64,
    /// Length of the tar stream, from the gzip trailer. That counts modulo 4 GiB: where several
    /// lengths fit a layer of more than about 700 MB compressed, the likeliest.
    pub bytes_uncompressed: Option<u64>,
    /// The instruction that made it, from the configuration's history.
    pub created_by: Option<String>,
}

/// The part of an image configuration that people and rules ask for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageConfig {
    pub env: Vec<(String, String)>,
    pub user: Option<String>,
    pub workdir: Option<String>,
    pub entrypoint: Vec<String>,
    pub cmd: Vec<String>,
    pub shell: Vec<String>,
    pub exposed_ports: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub onbuild: Vec<String>,
    /// RFC 3339.
    pub created: Option<String>,
}
