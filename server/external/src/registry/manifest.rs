//! Manifests, indexes and configurations.

use analysis::facts::{ImageConfig, ImageDetails, LayerSize, Platform};
use reqwest::header::ACCEPT;

use super::session::Session;
use super::wire::{ConfigJson, Descriptor, HistoryJson, ManifestJson, PlatformJson};
use crate::digest::sha256_hex;
use crate::http::{FetchError, Reply, Request};

const ACCEPTED: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";
/// Marks the manifests of an index that hold provenance, not an image.
const ATTESTATION: &str = "vnd.docker.reference.type";
/// An index may lead to an index, but not on for ever.
const MAX_DEPTH: usize = 3;
/// More layers than any image can have on overlayfs.
const MAX_LAYERS: usize = 500;

/// An image on one platform, as far as manifest and configuration tell.
#[derive(Debug, Default)]
pub struct Found {
    /// Digest of what the reference names.
    pub reference_digest: Option<String>,
    /// Digest of the platform's manifest; `None` where the index has no such platform.
    pub digest: Option<String>,
    pub layers: Vec<LayerBlob>,
    pub config: ImageConfig,
    pub platforms: Vec<Platform>,
    pub platform_digests: Vec<(Platform, String)>,
}

/// One layer as the manifest describes it.
#[derive(Debug, Clone)]
pub struct LayerBlob {
    pub digest: String,
    pub media_type: String,
    /// Bytes as transferred.
    pub bytes: u64,
    /// Bytes of the tar stream, where they were found out.
    pub bytes_uncompressed: Option<u64>,
    pub created_by: Option<String>,
}

impl Found {
    pub fn into_details(self) -> ImageDetails {
        let layers = self.layers.into_iter().map(|layer| LayerSize {
            digest: layer.digest,
            bytes_compressed: layer.bytes,
            bytes_uncompressed: layer.bytes_uncompressed,
            created_by: layer.created_by,
        });
        ImageDetails {
            reference_digest: self.reference_digest,
            digest: self.digest,
            layers: layers.collect(),
            config: self.config,
            platforms: self.platforms,
            platform_digests: self.platform_digests,
        }
    }
}

/// Reads what a tag or digest names, down to the manifest and configuration of the platform.
pub async fn read(session: &Session, selector: &str, platform: &Platform) -> Result<Found, FetchError> {
    let mut found = Found::default();
    let (mut digest, mut manifest) = read_manifest(session, selector).await?;
    found.reference_digest = Some(digest.clone());
    for _ in 0..MAX_DEPTH {
        if manifest.manifests.is_empty() {
            return read_image(session, digest, manifest, found).await;
        }
        let images: Vec<&Descriptor> = manifest.manifests.iter().filter(|each| is_image(each)).collect();
        if found.platforms.is_empty() {
            let of = |each: &&Descriptor| Some((each.platform.as_ref()?.known()?, each.digest.clone()));
            found.platform_digests = images.iter().filter_map(of).collect();
            found.platforms = found.platform_digests.iter().map(|(platform, _)| platform.clone()).collect();
            found.platforms.dedup();
        }
        let Some(chosen) = choose(&images, platform) else { return Ok(found) };
        (digest, manifest) = read_manifest(session, &chosen.digest.clone()).await?;
    }
    Err(FetchError::Broken("the image index leads from index to index".into()))
}

async fn read_image(
    session: &Session,
    digest: String,
    manifest: ManifestJson,
    mut found: Found,
) -> Result<Found, FetchError> {
    let Some(config) = manifest.config.filter(|_| manifest.layers.len() <= MAX_LAYERS) else {
        return Err(FetchError::Broken("the manifest is in a format before version 2, schema 2".into()));
    };
    let file = read_config(session, &config.digest).await?;
    found.digest = Some(digest);
    found.layers = layers(manifest.layers, &file.history);
    if found.platforms.is_empty() {
        found.platforms = file.platform.known().into_iter().collect();
    }
    found.config = file.into_image_config();
    Ok(found)
}

/// The digest of what a tag or digest names, without its content.
pub async fn head(session: &Session, selector: &str) -> Result<Option<String>, FetchError> {
    let url = session.url(&format!("manifests/{selector}"))?;
    let reply = session.fetch(Request::head(url).header(ACCEPT, ACCEPTED)).await?;
    Ok(reply.header("docker-content-digest").map(str::to_owned))
}

/// A manifest and its digest, computed rather than believed.
async fn read_manifest(session: &Session, selector: &str) -> Result<(String, ManifestJson), FetchError> {
    let url = session.url(&format!("manifests/{selector}"))?;
    let reply = session.fetch(Request::get(url).header(ACCEPT, ACCEPTED)).await?;
    let digest = format!("sha256:{}", sha256_hex(&reply.body));
    check_digest(selector, &digest, &reply)?;
    Ok((digest, reply.json()?))
}

async fn read_config(session: &Session, digest: &str) -> Result<ConfigJson, FetchError> {
    let reply = session.fetch(session.blob(digest, None)?).await?;
    check_digest(digest, &format!("sha256:{}", sha256_hex(&reply.body)), &reply)?;
    // Artifacts that are no images have a configuration of another kind, or an empty one.
    reply.json()
}

/// Refuses content that is not what its digest says. A tag promises nothing.
fn check_digest(expected: &str, computed: &str, reply: &Reply) -> Result<(), FetchError> {
    if expected.starts_with("sha256:") && expected != computed {
        let host = reply.url.host_str().unwrap_or_default();
        return Err(FetchError::Broken(format!("{host} sent content that does not match {expected}")));
    }
    Ok(())
}

fn is_image(descriptor: &Descriptor) -> bool {
    let unknown = descriptor.platform.as_ref().is_some_and(|platform| platform.known().is_none());
    !unknown && !descriptor.annotations.contains_key(ATTESTATION)
}

/// The manifest for a platform: the same variant, else one without, else the first that runs there.
fn choose<'a>(images: &[&'a Descriptor], wanted: &Platform) -> Option<&'a Descriptor> {
    let variant = |platform: &Platform| match (platform.architecture.as_str(), platform.variant.as_deref()) {
        ("arm64", Some("v8")) => None, // the only variant of arm64 is also its default
        (_, variant) => variant.map(str::to_owned),
    };
    let fits = |descriptor: &&&'a Descriptor| {
        let platform = descriptor.platform.as_ref().and_then(PlatformJson::known)?;
        let same = platform.os == wanted.os && platform.architecture == wanted.architecture;
        same.then(|| variant(&platform))
    };
    let candidates: Vec<(&&Descriptor, Option<String>)> =
        images.iter().filter_map(|image| Some((image, fits(&image)?))).collect();
    let wanted_variant = variant(wanted);
    let exact = candidates.iter().find(|(_, variant)| *variant == wanted_variant);
    let plain = candidates.iter().find(|(_, variant)| variant.is_none());
    let any = candidates.first().filter(|_| wanted_variant.is_none());
    exact.or(plain).or(any).map(|(image, _)| **image)
}

/// Pairs layers with the history entries that made one.
fn layers(descriptors: Vec<Descriptor>, history: &[HistoryJson]) -> Vec<LayerBlob> {
    let mut steps = history.iter().filter(|entry| !entry.empty_layer);
    let count = steps.clone().count();
    let paired = count == descriptors.len();
    descriptors
        .into_iter()
        .map(|layer| LayerBlob {
            digest: layer.digest,
            media_type: layer.media_type,
            bytes: layer.size,
            bytes_uncompressed: None,
            created_by: steps.next().filter(|_| paired).and_then(|step| step.created_by.clone()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn chosen(platforms: &[&str], wanted: &str) -> Option<String> {
        let descriptors: Vec<Descriptor> = platforms
            .iter()
            .map(|text| {
                let mut parts = text.split('/').map(str::to_owned);
                Descriptor {
                    media_type: String::new(),
                    digest: (*text).to_owned(),
                    size: 0,
                    platform: Some(PlatformJson {
                        os: parts.next().unwrap_or_default(),
                        architecture: parts.next().unwrap_or_default(),
                        variant: parts.next(),
                    }),
                    annotations: HashMap::new(),
                }
            })
            .collect();
        let images: Vec<&Descriptor> = descriptors.iter().filter(|each| is_image(each)).collect();
        choose(&images, &Platform::parse(wanted)?).map(|found| found.digest.clone())
    }

    #[test]
    fn the_platform_chooses_the_manifest() {
        let index = ["unknown/unknown", "linux/amd64", "linux/arm64/v8", "linux/arm/v6", "linux/arm/v7"];
        for (wanted, found) in [
            ("linux/amd64", Some("linux/amd64")),
            ("linux/arm64", Some("linux/arm64/v8")),
            ("linux/arm64/v8", Some("linux/arm64/v8")),
            ("linux/arm/v7", Some("linux/arm/v7")),
            ("linux/arm", Some("linux/arm/v6")),
            ("linux/arm/v5", None),
            ("linux/s390x", None),
            ("windows/amd64", None),
            ("unknown/unknown", None),
        ] {
            assert_eq!(chosen(&index, wanted).as_deref(), found, "{wanted}");
        }
    }

    #[test]
    fn history_pairs_with_layers_or_not_at_all() {
        let descriptor = |digest: &str| Descriptor {
            media_type: String::new(),
            digest: digest.into(),
            size: 1,
            platform: None,
            annotations: HashMap::new(),
        };
        let step = |by: &str, empty_layer| HistoryJson { created_by: Some(by.into()), empty_layer };
        let history = [step("ADD", false), step("ENV", true), step("RUN", false)];
        let paired = layers(vec![descriptor("a"), descriptor("b")], &history);
        assert_eq!(paired[1].created_by.as_deref(), Some("RUN"));
        let unpaired = layers(vec![descriptor("a")], &history);
        assert_eq!(unpaired[0].created_by, None);
    }
}
