//! `.hadolint.yaml`: what users of hadolint have already decided.

use std::collections::BTreeMap;

use yaml_rust2::Yaml;

use super::labels::{LabelFormat, LabelSchema};
use super::meta::Severity;
use super::settings::{RuleLevel, RuleSettings};
use crate::yaml;

/// The choices of a configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HadolintConfig {
    /// `ignored` as off, `override` as levels; by hadolint's ids, which are aliases of our rules.
    pub rules: RuleSettings,
    /// `trustedRegistries`.
    pub trusted_registries: Vec<String>,
    /// `label-schema` and `strict-labels`.
    pub labels: LabelSchema,
    /// `failure-threshold`: what fails a run. `None` where the file does not say.
    pub failure_threshold: Option<FailureThreshold>,
    /// `disable-ignore-pragma`: ignore comments have no effect.
    pub disable_ignore_pragma: bool,
}

/// From which severity on a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureThreshold {
    From(Severity),
    Never,
}

/// Reads the text of a `.hadolint.yaml`. Unknown keys are left alone, as hadolint does.
///
/// # Errors
/// What is wrong with the text, in one line, where it is no YAML or a value has the wrong form.
pub fn parse(text: &str) -> Result<HadolintConfig, String> {
    let document = yaml::load(text)?;
    let mut config = HadolintConfig::default();
    if document.is_null() {
        return Ok(config);
    }
    let Some(map) = document.as_hash() else { return Err("it must be a list of `key: value`".to_owned()) };
    for (key, value) in map {
        match key.as_str().unwrap_or_default() {
            "ignored" => {
                for id in strings("ignored", value)? {
                    config.rules.levels.insert(id, RuleLevel::Off);
                }
            }
            "override" => overrides(value, &mut config)?,
            "trustedRegistries" => config.trusted_registries = strings("trustedRegistries", value)?,
            "label-schema" => config.labels.formats = label_formats(value)?,
            "strict-labels" => config.labels.is_strict = value.as_bool().unwrap_or_default(),
            "failure-threshold" => config.failure_threshold = Some(threshold(value)?),
            "disable-ignore-pragma" => config.disable_ignore_pragma = value.as_bool().unwrap_or_default(),
            "no-fail" if value.as_bool() == Some(true) => {
                config.failure_threshold = Some(FailureThreshold::Never);
            }
            _ => {}
        }
    }
    Ok(config)
}

fn overrides(value: &Yaml, config: &mut HadolintConfig) -> Result<(), String> {
    let Some(map) = value.as_hash() else { return Err("override must hold lists by severity".to_owned()) };
    for (name, ids) in map {
        let name = name.as_str().unwrap_or_default();
        let Some(severity) = severity(name) else {
            return Err(format!("override: {name} is no severity; write error, warning, info or style"));
        };
        for id in strings(name, ids)? {
            // What is ignored stays so.
            config.rules.levels.entry(id).or_insert(RuleLevel::On(severity));
        }
    }
    Ok(())
}

fn label_formats(value: &Yaml) -> Result<BTreeMap<String, LabelFormat>, String> {
    let entries = match value {
        Yaml::Null => return Ok(BTreeMap::new()),
        Yaml::Hash(map) => map.iter(),
        _ => return Err("label-schema must hold `label: format`".to_owned()),
    };
    entries
        .map(|(label, format)| {
            let label = label.as_str().ok_or("label-schema must hold `label: format`")?;
            let name = if format.is_null() { "" } else { format.as_str().unwrap_or("?") };
            let format = LabelFormat::parse(name).ok_or_else(|| {
                format!("label-schema: {name} is no format; write one of {}", LabelFormat::NAMES)
            })?;
            Ok((label.to_owned(), format))
        })
        .collect()
}

fn threshold(value: &Yaml) -> Result<FailureThreshold, String> {
    match value.as_str().unwrap_or_default() {
        "none" | "ignore" => Ok(FailureThreshold::Never),
        name => severity(name).map(FailureThreshold::From).ok_or_else(|| {
            format!("failure-threshold: {name} is no severity; write error, warning, info, style or none")
        }),
    }
}

/// hadolint's `style` is our hint.
fn severity(name: &str) -> Option<Severity> {
    if name == "style" { Some(Severity::Hint) } else { Severity::parse(name) }
}

/// A list of strings; one string counts as a list of one, nothing as an empty list.
fn strings(key: &str, value: &Yaml) -> Result<Vec<String>, String> {
    match value {
        Yaml::Null => Ok(Vec::new()),
        Yaml::String(only) => Ok(vec![only.clone()]),
        Yaml::Array(items) => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or_else(|| format!("{key} must be a list of words"))
        }
        _ => Err(format!("{key} must be a list of words")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let config = parse(
            "failure-threshold: warning\nignored:\n  - DL3003\n  - SC1035 # why\noverride:\n  error: [DL3015]\n  \
             style:\n    - DL3003\ntrustedRegistries:\n  - docker.io\n  - '*.example'\ndisable-ignore-pragma: true\n\
             label-schema:\n  author: text\n  version: semver\nstrict-labels: true\n",
        );
        let config = config.expect("it is valid");
        let level = |id: &str| config.rules.levels.get(id).copied();
        assert_eq!(level("DL3003"), Some(RuleLevel::Off));
        assert_eq!(level("SC1035"), Some(RuleLevel::Off));
        assert_eq!(level("DL3015"), Some(RuleLevel::On(Severity::Error)));
        assert_eq!(config.trusted_registries, ["docker.io", "*.example"]);
        assert_eq!(config.failure_threshold, Some(FailureThreshold::From(Severity::Warning)));
        assert!(config.disable_ignore_pragma && config.labels.is_strict);
        let formats = [("author", LabelFormat::Text), ("version", LabelFormat::Semver)];
        assert_eq!(config.labels.formats, formats.map(|(label, format)| (label.to_owned(), format)).into());
    }

    #[test]
    fn empty_files_say_nothing_and_bad_ones_say_what_is_wrong() {
        for text in ["", "---\n", "# nothing\n", "ignored:\n"] {
            assert_eq!(parse(text), Ok(HadolintConfig::default()), "{text:?}");
        }
        for (text, part) in [
            ("- a\n", "key: value"),
            ("ignored: {a: b}\n", "list of words"),
            ("override: {loud: [DL3003]}\n", "loud is no severity"),
            ("failure-threshold: loud\n", "loud is no severity"),
            ("label-schema: {author: name}\n", "name is no format; write one of text"),
            ("label-schema: [author]\n", "label: format"),
            ("a: [", "no YAML"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }
}
