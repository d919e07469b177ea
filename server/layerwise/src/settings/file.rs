//! `layerwise.toml`: where it is, and what it says.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::schema::{Problem, ProblemKind};
use crate::failure::Failure;
use crate::workspace;

/// Name of the settings file.
pub const NAME: &str = "layerwise.toml";
/// Names a settings file explicitly; none is searched then.
const VARIABLE: &str = "LAYERWISE_CONFIG";

/// A settings file that was read. No file is an empty object.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub path: Option<PathBuf>,
    pub value: Value,
    /// What does not hold in a file that was only found.
    pub refused: Vec<Problem>,
}

/// The settings file for what lies in `folder`: the one that the environment names, else the nearest
/// one in the folder or above it.
pub fn load_for(folder: &Path) -> Result<Loaded, Failure> {
    let is_named = named().is_some();
    let Some(path) = path_for(folder) else {
        return Ok(Loaded { path: None, value: Value::Object(Map::new()), refused: Vec::new() });
    };
    let text = workspace::read(&path).map_err(|error| {
        Failure::new(
            path.display(),
            format!("the settings cannot be read: the file {error}"),
            "check the path",
        )
    })?;
    let mut value =
        parse(&text.content).map_err(|why| Failure::new(path.display(), why, "correct the file"))?;
    let refused = if is_named { Vec::new() } else { refuse_programs(&mut value) };
    Ok(Loaded { path: Some(path), value, refused })
}

/// A file that lies beside a Dockerfile comes with it, and must not say what is run on this machine.
fn refuse_programs(value: &mut Value) -> Vec<Problem> {
    let named =
        value.get_mut("shellcheck").and_then(Value::as_object_mut).and_then(|table| table.remove("path"));
    let why = "name a program in the editor's settings or in the file of LAYERWISE_CONFIG";
    let refused = |_| Problem { key: "shellcheck.path".to_owned(), kind: ProblemKind::Refused { why } };
    named.map(refused).into_iter().collect()
}

/// Where the settings for a folder are read from; `None` where there is no file.
pub fn path_for(folder: &Path) -> Option<PathBuf> {
    named().or_else(|| nearest(folder))
}

fn named() -> Option<PathBuf> {
    std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_project_names_no_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "[shellcheck]\nenabled = true\npath = \"/bin/sh\"\n";
        std::fs::write(folder.path().join(NAME), text).expect("written");
        let loaded = load_for(folder.path()).expect("it is TOML");
        assert_eq!(loaded.value, serde_json::json!({"shellcheck": {"enabled": true}}));
        assert_eq!(loaded.refused.len(), 1);
        assert!(
            loaded.refused[0].to_string().starts_with("`shellcheck.path` is ignored here; name a program")
        );
    }
}
