//! The settings as values, and what they mean to the crates below.

use std::collections::BTreeMap;
use std::time::Duration;

use analysis::facts::Platform;
use analysis::lint::hadolint::HadolintConfig;
use analysis::lint::{Category, RuleLevel, RuleSettings, all_rules, rules_called};
use analysis::options::Options;
use analysis::spelling::nearest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::schema::{self, Problem, ProblemKind};

/// Everything that `editors/schema/settings.schema.json` describes, with its defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    pub offline: bool,
    /// `OS/ARCH[/VARIANT]`
    pub platform: String,
    /// Level by rule code, alias or category.
    pub rules: BTreeMap<String, String>,
    /// By registry name as image references have it.
    pub registries: BTreeMap<String, Registry>,
    pub packages: Packages,
    pub hints: Hints,
    pub network: Network,
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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            offline: false,
            platform: Platform::default().to_string(),
            rules: BTreeMap::new(),
            registries: BTreeMap::new(),
            packages: Packages::default(),
            hints: Hints::default(),
            network: Network::default(),
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
        Self { timeout_ms: 10_000, max_concurrent: 8 }
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
        (settings, problems)
    }

    /// What analysis is told.
    pub fn options(&self) -> Options {
        let mut levels = self.hadolint.rules.levels.clone();
        levels
            .extend(self.rules.iter().filter_map(|(id, level)| Some((id.clone(), RuleLevel::parse(level)?))));
        Options {
            platform: Platform::parse(&self.platform).unwrap_or_default(),
            rules: RuleSettings { levels, ..RuleSettings::default() },
            trusted_registries: self.hadolint.trusted_registries.clone(),
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
        external::Config {
            offline: self.offline,
            timeout: Duration::from_millis(self.network.timeout_ms),
            max_concurrent: self.network.max_concurrent,
            registries: registries.collect(),
            packages: external::PackagesConfig {
                pip_index: self.packages.pip_index.clone(),
                apt_mirrors: self.packages.apt_mirrors.clone(),
            },
            ..external::Config::from_environment()
        }
    }
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
