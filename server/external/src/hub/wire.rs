//! The JSON of the tag API.

use analysis::facts::{Platform, Tag, TagPlatform};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Page {
    #[serde(default)]
    pub count: u64,
    pub next: Option<String>,
    pub results: Vec<TagJson>,
}

#[derive(Deserialize)]
pub struct TagJson {
    pub name: String,
    digest: Option<String>,
    tag_last_pushed: Option<String>,
    last_updated: Option<String>,
    full_size: Option<u64>,
    images: Option<Vec<ImageJson>>,
}

#[derive(Deserialize)]
struct ImageJson {
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
    digest: Option<String>,
    size: Option<u64>,
}

impl TagJson {
    pub fn into_tag(self) -> Tag {
        let images = self.images.unwrap_or_default();
        let only = images.len() == 1;
        let platforms = images.into_iter().filter_map(|image| {
            let told = |text: Option<String>| text.filter(|text| !text.is_empty() && text != "unknown");
            let platform = Platform {
                os: told(image.os)?,
                architecture: told(image.architecture)?,
                variant: told(image.variant),
            };
            let size = image.size.or(self.full_size.filter(|_| only));
            Some(TagPlatform { platform, bytes_compressed: size, digest: image.digest })
        });
        Tag {
            name: self.name,
            platforms: platforms.collect(),
            pushed: self.tag_last_pushed.or(self.last_updated),
            digest: self.digest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attestations_are_no_platform() {
        let tag: TagJson = serde_json::from_str(
            r#"{"name":"a","full_size":5,"last_updated":"2026-01-01T00:00:00Z","images":[
                {"os":"linux","architecture":"amd64","variant":null,"size":5,"digest":"sha256:1"},
                {"os":"unknown","architecture":"unknown","size":1}]}"#,
        )
        .expect("a tag");
        let tag = tag.into_tag();
        assert_eq!(tag.platforms.len(), 1);
        assert_eq!(tag.pushed.as_deref(), Some("2026-01-01T00:00:00Z"));
    }
}
