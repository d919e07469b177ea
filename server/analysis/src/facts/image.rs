//! Tags, manifests and configurations, as a registry gives them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `os/architecture[/variant]`, as in an image index. Kept in that form, too: a list of tags holds thousands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

impl Serialize for Platform {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Platform {
    /// Takes every text: what a registry said of one platform must not lose the list that holds it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let mut parts = text.splitn(3, '/').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Ok(Self { os: next(), architecture: next(), variant: parts.next() })
    }
}

/// The tags of a repository, in the source's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagList {
    pub tags: Vec<Tag>,
    /// Every page arrived: a tag that is not listed does not exist.
    pub complete: bool,
}

/// One tag. What the source does not say is empty or `None`. Kept as a list of its fields, which is read in
/// half the time: a further field goes to the end, with a default.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Tag {
    pub name: String,
    pub platforms: Vec<TagPlatform>,
    /// RFC 3339 time of the last push.
    pub pushed: Option<String>,
    /// Digest of the index or manifest.
    pub digest: Option<String>,
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.name, &self.platforms, &self.pushed, &self.digest).serialize(serializer)
    }
}

/// One platform of a tag. Kept as a list of its fields.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TagPlatform {
    pub platform: Platform,
    /// Sum of the compressed layers in bytes.
    pub bytes_compressed: Option<u64>,
    pub digest: Option<String>,
}

impl Serialize for TagPlatform {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.platform, self.bytes_compressed, &self.digest).serialize(serializer)
    }
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
    /// Digests of their manifests, where the reference names an index.
    #[serde(default)]
    pub platform_digests: Vec<(Platform, String)>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_is_kept_short_and_read_back() {
        let platform = |text: &str| TagPlatform {
            platform: Platform::parse(text).expect("a platform"),
            bytes_compressed: Some(7),
            digest: None,
        };
        let tag = Tag {
            name: "1.0".into(),
            platforms: vec![platform("linux/amd64"), platform("linux/arm/v7")],
            pushed: None,
            digest: Some("sha256:00".into()),
        };
        let list = TagList { tags: vec![tag, Tag::default()], complete: true };
        let json = serde_json::to_string(&list).expect("plain data");
        let first = r#"["1.0",[["linux/amd64",7,null],["linux/arm/v7",7,null]],null,"sha256:00"]"#;
        assert!(json.contains(first), "{json}");
        assert_eq!(serde_json::from_str::<TagList>(&json).expect("just written"), list);
    }

    #[test]
    fn an_odd_platform_does_not_lose_its_list() {
        for text in ["\"\"", "\"linux\"", "\"a/b/c/d\""] {
            let platform: Platform = serde_json::from_str(text).expect("any text");
            assert_eq!(
                serde_json::from_str::<Platform>(&serde_json::to_string(&platform).expect("a text"))
                    .expect("any text"),
                platform
            );
        }
    }
}
