//! What editors and settings files may send, as functions over bytes: for the fuzz targets.

use serde_json::Value;

use crate::settings::{self, Settings};

pub use crate::lsp::replay as session;

/// Settings files, and the JSON that editors send instead: TOML, or JSON where the first byte is `{`.
///
/// # Panics
/// Where what is read is not what would be read again.
pub fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = if text.starts_with('{') {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    } else {
        settings::parse(&text)
    };
    let Ok(mut value) = read else { return };
    settings::merge(&mut value, Value::Object(serde_json::Map::new()));
    let (settings, _) = Settings::from_value(value);
    let written = serde_json::to_value(&settings).expect("settings are JSON");
    let (again, problems) = Settings::from_value(written);
    assert_eq!((&again, problems), (&settings, Vec::new()));
    settings.options();
    settings.network_config();
    if let Some(edit) = settings::turn_off(&text, "sudo") {
        syntax::edit::apply(&text, [&edit]).expect("the edit lies inside the text");
    }
}
