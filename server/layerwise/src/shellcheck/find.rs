//! Where the program is.

use std::path::{Path, PathBuf};

/// The program that the settings name, else the first `shellcheck` in the absolute folders of PATH.
///
/// # Errors
/// Why there is none, and what to do, as two clauses.
pub fn find(configured: Option<&str>) -> Result<PathBuf, (String, &'static str)> {
    match configured {
        Some(path) if !Path::new(path).is_absolute() => {
            Err((format!("`shellcheck.path` is {path}, no absolute path"), "name the program in full"))
        }
        Some(path) if !Path::new(path).is_file() => {
            Err((format!("there is no program {path}"), "correct `shellcheck.path`"))
        }
        Some(path) => Ok(PathBuf::from(path)),
        None => in_folders(std::env::var_os("PATH").unwrap_or_default().as_os_str()).ok_or_else(|| {
            let advice = "install shellcheck or name it in `shellcheck.path`";
            ("no shellcheck program on PATH".to_owned(), advice)
        }),
    }
}

/// Relative folders are left out: they may lie in what somebody else has written.
fn in_folders(path: &std::ffi::OsStr) -> Option<PathBuf> {
    let name = format!("shellcheck{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(&name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_folders_are_searched() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("shellcheck{}", std::env::consts::EXE_SUFFIX);
        let program = folder.path().join(&name);
        std::fs::write(&program, "").expect("written");
        let path = std::env::join_paths([Path::new("."), Path::new("bin"), folder.path()]).expect("a path");
        assert_eq!(in_folders(&path), Some(program.clone()));
        assert_eq!(in_folders("bin".as_ref()), None);
        assert_eq!(find(program.to_str()), Ok(program));
        assert!(find(Some("./shellcheck")).is_err_and(|(problem, _)| problem.contains("absolute")));
        let gone = folder.path().join("gone");
        assert!(find(gone.to_str()).is_err_and(|(problem, _)| problem.contains("no program")));
    }
}
