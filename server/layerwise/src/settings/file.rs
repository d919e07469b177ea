//! `layerwise.toml`: where it is, and what it says.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::failure::Failure;

/// Name of the settings file.
const NAME: &str = "layerwise.toml";
/// Names a settings file explicitly; none is searched then.
const VARIABLE: &str = "LAYERWISE_CONFIG";

/// A settings file that was read. No file is an empty object.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub path: Option<PathBuf>,
    pub value: Value,
}

/// The settings file for what lies in `folder`: the one that the environment names, else the nearest
/// one in the folder or above it.
pub fn load_for(folder: &Path) -> Result<Loaded, Failure> {
    let named = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let Some(path) = named.or_else(|| nearest(folder)) else {
        return Ok(Loaded { path: None, value: Value::Object(Map::new()) });
    };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::new(path.display(), format!("the settings cannot be read ({error})"), "check the path")
    })?;
    let value = parse(&text).map_err(|why| Failure::new(path.display(), why, "correct the file"))?;
    Ok(Loaded { path: Some(path), value })
}

fn nearest(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// The file's tables as JSON. The error is one line.
pub fn parse(text: &str) -> Result<Value, String> {
    toml::from_str(text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("line {line} is no TOML ({})", error.message().replace('\n', " "))
    })
}
