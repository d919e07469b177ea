//! `.hadolint.yaml`: read where a project or a user has one, below every setting of our own.

use std::path::{Path, PathBuf};

use analysis::lint::hadolint::{self, HadolintConfig};

use crate::failure::Failure;
use crate::workspace;

const EXTENSIONS: [&str; 2] = ["yaml", "yml"];

/// The nearest file in a folder or above it, else the user's; the default where there is none.
///
/// # Errors
/// When the file cannot be read. What the rest of the settings say holds all the same.
pub fn for_folder(folder: &Path) -> Result<HadolintConfig, Failure> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let Some(path) = find(&folder, &user_folders()) else { return Ok(HadolintConfig::default()) };
    let text = workspace::read(&path).map_err(|error| error.to_string());
    text.and_then(|text| hadolint::parse(&text.content))
        .map_err(|why| Failure::new(path.display(), format!("is not read ({why})"), "correct the file"))
}

/// Where a user keeps settings for all projects, with the name of the file there; in hadolint's order.
fn user_folders() -> Vec<(PathBuf, &'static str)> {
    let home = std::env::home_dir();
    let of_system = if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" };
    let named = std::env::var_os(of_system).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let config = named.or_else(|| home.as_ref().map(|home| home.join(".config")));
    let in_home = home.into_iter().flat_map(|home| {
        let own = home.join(".hadolint");
        [(own.clone(), "hadolint"), (own, "config"), (home, ".hadolint")]
    });
    config.into_iter().map(|config| (config, "hadolint")).chain(in_home).collect()
}

fn find(folder: &Path, of_user: &[(PathBuf, &'static str)]) -> Option<PathBuf> {
    let of_project = folder.ancestors().map(|folder| (folder, ".hadolint"));
    let of_user = of_user.iter().map(|(folder, name)| (folder.as_path(), *name));
    let places = of_project.chain(of_user);
    let mut candidates = places
        .flat_map(|(folder, name)| EXTENSIONS.map(|extension| folder.join(format!("{name}.{extension}"))));
    candidates.find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_comes_before_its_user() {
        let folder = tempfile::tempdir().expect("a folder");
        let (project, user) = (folder.path().join("a/b"), folder.path().join("user"));
        std::fs::create_dir_all(&project).expect("a folder");
        std::fs::create_dir_all(&user).expect("a folder");
        let of_user = [(user.clone(), "hadolint")];
        assert_eq!(find(&project, &of_user), None);
        for path in [user.join("hadolint.yml"), folder.path().join("a/.hadolint.yaml")] {
            std::fs::write(&path, "").expect("a file");
            assert_eq!(find(&project, &of_user), Some(path));
        }
    }
}
