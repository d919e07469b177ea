//! `.hadolint.yaml`: read where a project has one, below every setting of our own.

use std::path::Path;

use analysis::lint::hadolint::{self, HadolintConfig};

use crate::failure::Failure;

/// Names under which hadolint itself looks.
const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// The nearest file in a folder or above it; the default where there is none.
///
/// # Errors
/// When the file cannot be read. What the rest of the settings say holds all the same.
pub fn for_folder(folder: &Path) -> Result<HadolintConfig, Failure> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut candidates = folder.ancestors().flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let Some(path) = candidates.find(|path| path.is_file()) else { return Ok(HadolintConfig::default()) };
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    text.and_then(|text| hadolint::parse(&text))
        .map_err(|why| Failure::new(path.display(), format!("is not read ({why})"), "correct the file"))
}
