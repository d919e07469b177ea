//! The JSON of manifests, indexes and configurations, as registries really send it.

use std::collections::{BTreeMap, HashMap};

use analysis::facts::{ImageConfig, Platform};
use serde::{Deserialize, Deserializer};

/// An index or a manifest: which one shows by the lists that it has.
#[derive(Deserialize)]
pub struct ManifestJson {
    #[serde(default, deserialize_with = "null_is_empty")]
    pub manifests: Vec<Descriptor>,
    pub config: Option<Descriptor>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    #[serde(default)]
    pub media_type: String,
    pub digest: String,
    #[serde(default)]
    pub size: u64,
    pub platform: Option<PlatformJson>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub annotations: HashMap<String, String>,
}

#[derive(Deserialize)]
pub struct PlatformJson {
    #[serde(default)]
    pub os: String,
    #[serde(default)]
    pub architecture: String,
    pub variant: Option<String>,
}

#[derive(Deserialize)]
pub struct ConfigJson {
    #[serde(flatten)]
    pub platform: PlatformJson,
    pub created: Option<String>,
    pub config: Option<RuntimeJson>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub history: Vec<HistoryJson>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RuntimeJson {
    #[serde(deserialize_with = "null_is_empty")]
    pub env: Vec<String>,
    pub user: Option<String>,
    pub working_dir: Option<String>,
    #[serde(deserialize_with = "null_is_empty")]
    pub entrypoint: Vec<String>,
    #[serde(deserialize_with = "null_is_empty")]
    pub cmd: Vec<String>,
    #[serde(deserialize_with = "null_is_empty")]
    pub shell: Vec<String>,
    #[serde(deserialize_with = "null_is_empty")]
    pub exposed_ports: BTreeMap<String, serde_json::Value>,
    #[serde(deserialize_with = "null_is_empty")]
    pub labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "null_is_empty")]
    pub on_build: Vec<String>,
}

#[derive(Deserialize)]
pub struct HistoryJson {
    pub created_by: Option<String>,
    #[serde(default)]
    pub empty_layer: bool,
}

fn null_is_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

impl PlatformJson {
    /// `None` for what is no platform: attestations say `unknown/unknown`.
    pub fn known(&self) -> Option<Platform> {
        let told = |text: &str| !text.is_empty() && text != "unknown";
        (told(&self.os) && told(&self.architecture)).then(|| Platform {
            os: self.os.clone(),
            architecture: self.architecture.clone(),
            variant: self.variant.clone().filter(|variant| !variant.is_empty()),
        })
    }
}

impl ConfigJson {
    /// The part that people and rules ask for.
    pub fn into_image_config(self) -> ImageConfig {
        let runtime = self.config.unwrap_or_default();
        let told = |text: Option<String>| text.filter(|text| !text.is_empty());
        let env = runtime.env.iter().map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        });
        ImageConfig {
            env: env.collect(),
            user: told(runtime.user),
            workdir: told(runtime.working_dir),
            entrypoint: runtime.entrypoint,
            cmd: runtime.cmd,
            shell: runtime.shell,
            exposed_ports: runtime.exposed_ports.into_keys().collect(),
            labels: runtime.labels,
            onbuild: runtime.on_build,
            created: told(self.created),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_with_nulls_are_read() {
        let file: ConfigJson = serde_json::from_str(
            r#"{"os":"linux","architecture":"amd64","created":"","config":{"Env":["A=b=c","X"],"Cmd":null,
                "Labels":null,"ExposedPorts":{"80/tcp":{}},"OnBuild":null,"User":""},"history":null}"#,
        )
        .expect("nulls are fine");
        let config = file.into_image_config();
        assert_eq!(config.env, [("A".into(), "b=c".into()), ("X".into(), String::new())]);
        assert_eq!(config.exposed_ports, ["80/tcp"]);
        assert_eq!((config.user, config.created), (None, None));
    }
}
