//! Settings over the protocol: the file, under what the editor says.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::settings::{self, Settings, ShellcheckSettings};

/// Section of `workspace/configuration` and `didChangeConfiguration`.
pub const SECTION: &str = "layerwise";

/// What the editor said last, and the settings of each folder.
#[derive(Debug, Default)]
pub struct Configuration {
    initial: Option<Value>,
    changed: Option<Value>,
    by_folder: HashMap<PathBuf, Arc<Settings>>,
    /// Problems that were told.
    told: HashSet<String>,
    /// No network and no programs, whatever anybody says.
    is_confined: bool,
}

impl Configuration {
    /// One whose settings lead nowhere outside of this process.
    pub fn confined() -> Self {
        Self { is_confined: true, ..Self::default() }
    }

    /// Takes `initializationOptions`.
    pub fn initialize(&mut self, options: Option<Value>) {
        self.initial = options.map(without_section);
        self.by_folder.clear();
    }

    /// Takes the section as it is now. Whether it differs from before.
    pub fn change(&mut self, section: Value) -> bool {
        let section = Some(section).filter(Value::is_object);
        let differs = self.changed != section;
        if differs {
            self.changed = section;
            self.by_folder.clear();
        }
        differs
    }

    /// Settings files may have changed.
    pub fn reload(&mut self) {
        self.by_folder.clear();
    }

    /// The settings for files in a folder, and what is wrong with them, told once each.
    pub fn settings(&mut self, folder: &Path) -> (Arc<Settings>, Vec<String>) {
        if let Some(known) = self.by_folder.get(folder) {
            return (Arc::clone(known), Vec::new());
        }
        let (settings, mut problems) = self.read(folder);
        problems.retain(|problem| self.told.insert(problem.clone()));
        let settings = Arc::new(settings);
        self.by_folder.insert(folder.to_owned(), Arc::clone(&settings));
        (settings, problems)
    }

    fn read(&self, folder: &Path) -> (Settings, Vec<String>) {
        let mut told = Vec::new();
        let mut value = match settings::load_for(folder) {
            Ok(file) => {
                told.extend(file.refused.iter().map(|problem| format!("layerwise: settings: {problem}")));
                file.value
            }
            Err(failure) => {
                told.push(failure.to_string());
                Value::Object(Map::new())
            }
        };
        for over in [&self.initial, &self.changed].into_iter().flatten() {
            settings::merge(&mut value, over.clone());
        }
        let (mut settings, problems) = Settings::from_value(value);
        match settings::hadolint_for(folder) {
            Ok(hadolint) => settings.hadolint = hadolint,
            Err(failure) => told.push(failure.to_string()),
        }
        if self.is_confined {
            (settings.offline, settings.shellcheck) = (true, ShellcheckSettings::default());
        }
        told.extend(problems.iter().map(|problem| format!("layerwise: settings: {problem}")));
        (settings, told)
    }
}

/// Takes the settings out of `{"layerwise": {…}}`, which some editors send.
pub fn without_section(value: Value) -> Value {
    match value {
        Value::Object(mut table) if table.len() == 1 && table.get(SECTION).is_some_and(Value::is_object) => {
            table.remove(SECTION).unwrap_or_default()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_editor_wins_over_the_file_and_problems_are_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("layerwise.toml");
        std::fs::write(&file, "offline = true\nplatfrom = \"x\"\n[network]\ntimeout-ms = 5\n")
            .expect("written");
        let mut configuration = Configuration::default();
        configuration.initialize(Some(json!({"layerwise": {"network": {"timeout-ms": 6}}})));
        let (settings, problems) = configuration.settings(folder.path());
        assert!(settings.offline);
        assert_eq!(settings.network.timeout_ms, 6);
        assert_eq!(problems, ["layerwise: settings: unknown setting `platfrom`; did you mean `platform`?"]);
        assert!(configuration.change(json!({"offline": false})));
        assert!(!configuration.change(json!({"offline": false})));
        let (settings, problems) = configuration.settings(folder.path());
        assert!(!settings.offline && problems.is_empty(), "{problems:?}");
    }
}
