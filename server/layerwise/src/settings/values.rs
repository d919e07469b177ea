//! The settings as values, and what they mean to the crates below.

use std::collections::BTreeMap;
use std::time::Duration;

use analysis::facts::Platform;
use analysis::lint::hadolint::HadolintConfig;
use analysis::lint::{Category, RuleLevel, RuleSettings, all_rules, rules_called};
use analysis::options::Options;
use analysis::spelling::nearest;
use knowledge::cuda_arch::{ComputeCapability, gpu};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::schema::{self, Problem, ProblemKind};

/// Everything that `settings.schema.json` describes, with its defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    pub offline: bool,
    /// `OS/ARCH[/VARIANT]`
    pub platform: String,
    /// A name (`RTX 5090`) or a compute capability (`12.0`).
    pub target_gpu: Option<String>,
    /// `535.104`
    pub target_driver: Option<String>,
    /// Any when empty.
    pub trusted_registries: Vec<String>,
    /// Level by rule code, alias or category.
    pub rules: BTreeMap<String, String>,
    /// Values of build arguments, as `--build-arg` gives them.
    pub build_args: BTreeMap<String, String>,
    /// By registry name as image references have it.
    pub registries: BTreeMap<String, Registry>,
    pub packages: Packages,
    pub hints: Hints,
    pub network: Network,
    pub shellcheck: ShellcheckSettings,
    /// What `.hadolint.yaml` says.
    #[serde(skip)]
    pub hadolint: HadolintConfig,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Registry {
    pub endpoint: Option<String>,
    pub tag_api: Option<String>,
    pub insecure: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Packages {
    pub pip_index: Option<String>,
    pub apt_mirrors: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Hints {
    pub layer_size: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Network {
    pub timeout_ms: u64,
    pub max_concurrent: usize,
    /// Any when empty.
    pub allowed_hosts: Vec<String>,
    /// What is typed as an image's name may be searched for on Docker Hub.
    pub image_search: bool,
    /// Megabytes (10^6 bytes, packed) of layers that are read of one image; 0 reads none.
    pub layers_max_mb: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct ShellcheckSettings {
    pub enabled: bool,
    /// Absolute; PATH is searched where it is `None`.
    pub path: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            offline: false,
            platform: Platform::default().to_string(),
            target_gpu: None,
            target_driver: None,
            trusted_registries: Vec::new(),
            rules: BTreeMap::new(),
            build_args: BTreeMap::new(),
            registries: BTreeMap::new(),
            packages: Packages::default(),
            hints: Hints::default(),
            network: Network::default(),
            shellcheck: ShellcheckSettings::default(),
            hadolint: HadolintConfig::default(),
        }
    }
}

impl Default for Hints {
    fn default() -> Self {
        Self { layer_size: true }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout_ms: 10_000,
            max_concurrent: 8,
            allowed_hosts: Vec::new(),
            image_search: true,
            layers_max_mb: 268,
        }
    }
}

impl Settings {
    /// Reads a merged object. What the schema does not know or allow is left out and told.
    pub fn from_value(mut value: Value) -> (Self, Vec<Problem>) {
        let mut problems = schema::prune(&mut value);
        // What is left fits the schema, and a test keeps schema and struct alike.
        let mut settings: Self = serde_json::from_value(value).unwrap_or_default();
        settings.rules.retain(|id, _| keep_rule(id, &mut problems));
        if Platform::parse(&settings.platform).is_none() {
            problems.push(Problem::invalid("platform", "must be OS/ARCH, such as linux/amd64"));
            settings.platform = Platform::default().to_string();
        }
        settings.target_gpu = keep_text("target-gpu", settings.target_gpu, is_gpu, &mut problems);
        settings.target_driver = keep_text("target-driver", settings.target_driver, is_driver, &mut problems);
        (settings, problems)
    }

    /// What analysis is told.
    pub fn options(&self) -> Options {
        let mut levels = self.hadolint.rules.levels.clone();
        levels
            .extend(self.rules.iter().filter_map(|(id, level)| Some((id.clone(), RuleLevel::parse(level)?))));
        Options {
            platform: Platform::parse(&self.platform).unwrap_or_default(),
            build_args: self.build_args.clone(),
            rules: RuleSettings { levels, ..RuleSettings::default() },
            target_gpu: self.target_gpu.clone(),
            target_driver: self.target_driver.clone(),
            trusted_registries: if self.trusted_registries.is_empty() {
                self.hadolint.trusted_registries.clone()
            } else {
                self.trusted_registries.clone()
            },
            label_schema: self.hadolint.labels.clone(),
            shellcheck: self.shellcheck.enabled,
            ignore_comments_disabled: self.hadolint.disable_ignore_pragma,
            ..Options::default()
        }
    }

    /// Whether a store made for `other` would do.
    pub fn same_network(&self, other: &Self) -> bool {
        let network =
            |it: &Self| (it.offline, it.registries.clone(), it.packages.clone(), it.network.clone());
        network(self) == network(other)
    }

    /// What network and cache are told.
    pub fn network_config(&self) -> external::Config {
        let registries = self.registries.iter().map(|(name, registry)| {
            let config = external::RegistryConfig {
                endpoint: registry.endpoint.clone(),
                tag_api: registry.tag_api.clone(),
                insecure: registry.insecure,
            };
            (name.clone(), config)
        });
        let own = external::Config::from_environment();
        external::Config {
            offline: self.offline,
            timeout: Duration::from_millis(self.network.timeout_ms),
            max_concurrent: self.network.max_concurrent,
            allowed_hosts: Some(self.network.allowed_hosts.clone()).filter(|hosts| !hosts.is_empty()),
            image_search: self.network.image_search,
            base_contents_max_bytes: self.network.layers_max_mb.saturating_mul(1_000_000),
            registries: registries.collect(),
            packages: external::PackagesConfig {
                pip_index: self.packages.pip_index.clone(),
                apt_mirrors: self.packages.apt_mirrors.clone(),
                ..own.packages
            },
            ..own
        }
    }
}

/// A text that is understood; says so if not. An empty one is none: editors send it for what is not set.
fn keep_text(
    key: &str,
    text: Option<String>,
    expected: fn(&str) -> Result<(), &'static str>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    match expected(&text) {
        Ok(()) => Some(text),
        Err(expected) => {
            problems.push(Problem::invalid(key, expected));
            None
        }
    }
}

fn is_gpu(text: &str) -> Result<(), &'static str> {
    let is_known = gpu(text).is_some() || ComputeCapability::parse(text).is_some();
    is_known
        .then_some(())
        .ok_or("must be a known GPU, such as RTX 5090, or a compute capability, such as 12.0")
}

fn is_driver(text: &str) -> Result<(), &'static str> {
    let is_version =
        text.split('.').all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()));
    is_version.then_some(()).ok_or("must be a driver's version, such as 535.104")
}

/// Whether a key of `rules` names something; says so if not.
fn keep_rule(id: &str, problems: &mut Vec<Problem>) -> bool {
    let is_category = Category::ALL.iter().any(|category| category.name() == id);
    if is_category || !rules_called(id).is_empty() {
        return true;
    }
    let known = all_rules().iter().map(|rule| rule.meta.code).chain(Category::ALL.iter().map(|it| it.name()));
    problems.push(Problem {
        key: format!("rules.{id}"),
        kind: ProblemKind::Unknown { nearest: nearest(id, known).map(|code| format!("rules.{code}")) },
    });
    false
}

/// Lays `over` on `base`: tables are merged, other values replaced.
pub fn merge(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn later_doors_win_key_by_key() {
        let mut value = json!({"offline": true, "network": {"timeout-ms": 5, "max-concurrent": 2}});
        merge(&mut value, json!({"network": {"timeout-ms": 7}, "rules": {"apt-lists-kept": "off"}}));
        let (settings, problems) = Settings::from_value(value);
        assert_eq!(problems, []);
        assert!(settings.offline);
        assert_eq!((settings.network.timeout_ms, settings.network.max_concurrent), (7, 2));
        assert_eq!(settings.options().rules.levels.get("apt-lists-kept"), Some(&RuleLevel::Off));
    }

    #[test]
    fn targets_and_allowed_places_reach_who_asks() {
        let (mut settings, problems) = Settings::from_value(json!({
            "target-gpu": "RTX 5090",
            "target-driver": "535.104",
            "trusted-registries": ["nvcr.io"],
            "network": {"allowed-hosts": ["*.docker.io"]},
        }));
        assert_eq!(problems, []);
        settings.hadolint.trusted_registries = vec!["quay.io".to_owned()];
        let options = settings.options();
        assert_eq!(options.target_gpu.as_deref(), Some("RTX 5090"));
        assert_eq!(options.target_driver.as_deref(), Some("535.104"));
        assert_eq!(options.trusted_registries, ["nvcr.io"]);
        assert_eq!(settings.network_config().allowed_hosts, Some(vec!["*.docker.io".to_owned()]));
        assert!(!settings.same_network(&Settings::default()));
        assert_eq!(Settings::default().network_config().allowed_hosts, None);
    }

    #[test]
    fn targets_that_mean_nothing_are_told() {
        let value = json!({"target-gpu": "Voodoo 2", "target-driver": "latest", "trusted-registries": [1]});
        let (settings, problems) = Settings::from_value(value);
        let keys: Vec<&str> = problems.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, ["trusted-registries", "target-gpu", "target-driver"]);
        assert_eq!(settings, Settings::default());
        assert_eq!(Settings::from_value(json!({"target-gpu": "", "target-driver": null})).1, []);
    }

    #[test]
    fn what_is_wrong_is_told_and_left_out() {
        let value = json!({
            "ofline": true,
            "offline": "yes",
            "platform": "linux",
            "rules": {"apt-list-kept": "off", "DL3009": "loud", "ml": "hint"},
            "network": {"timeout-ms": 0, "max-concurent": 3},
            "registries": {"docker.io": {"endpiont": "x", "endpoint": "http://127.0.0.1:5000"}},
        });
        let (settings, problems) = Settings::from_value(value);
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for expected in [
            "unknown setting `ofline`; did you mean `offline`?",
            "`offline` must be true or false",
            "`platform` must be OS/ARCH, such as linux/amd64",
            "unknown setting `rules.apt-list-kept`; did you mean `rules.apt-lists-kept`?",
            "`rules.DL3009` must be one of error, warning, info, hint, off",
            "`network.timeout-ms` must be at least 1",
            "unknown setting `network.max-concurent`; did you mean `network.max-concurrent`?",
            "unknown setting `registries.docker.io.endpiont`; did you mean `registries.docker.io.endpoint`?",
        ] {
            assert!(told.iter().any(|it| it == expected), "{expected}\nnot in {told:#?}");
        }
        assert_eq!(told.len(), 8, "{told:#?}");
        let mut rest = Settings::default();
        rest.rules.insert("ml".into(), "hint".into());
        let endpoint = Some("http://127.0.0.1:5000".into());
        rest.registries.insert("docker.io".into(), Registry { endpoint, ..Registry::default() });
        assert_eq!(settings, rest);
    }
}
