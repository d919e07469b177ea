//! Which files are Dockerfiles, by name.

use std::path::{Path, PathBuf};

/// What follows `Dockerfile.` in names of files that are about Dockerfiles or made from them.
const NOT_AFTER_DOT: [&str; 22] = [
    "dockerignore",
    "md",
    "rst",
    "adoc",
    "html",
    "py",
    "go",
    "rs",
    "js",
    "ts",
    "sh",
    "json",
    "yaml",
    "yml",
    "toml",
    "lock",
    "orig",
    "rej",
    "bak",
    "swp",
    "patch",
    "diff",
];

/// Whether a file name is that of a Dockerfile: `Dockerfile`, `Containerfile`, `Dockerfile.gpu`,
/// `gpu.Dockerfile`, `gpu.dockerfile`.
pub fn looks_like_dockerfile(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_word =
        |word: &str| word.eq_ignore_ascii_case("dockerfile") || word.eq_ignore_ascii_case("containerfile");
    if is_word(name) {
        return true;
    }
    let before_dot = name.split_once('.');
    let after_dot = name.rsplit_once('.');
    let begins = before_dot.is_some_and(|(word, rest)| {
        let last = rest.rsplit('.').next().unwrap_or(rest);
        is_word(word) && !rest.ends_with('~') && !NOT_AFTER_DOT.iter().any(|no| last.eq_ignore_ascii_case(no))
    });
    begins || after_dot.is_some_and(|(stem, word)| !stem.is_empty() && is_word(word))
}

/// Dockerfiles below a folder, sorted. What git ignores and `.git` itself are left out; symbolic
/// links are not followed. Unreadable folders come back as messages.
pub fn dockerfiles_below(folder: &Path) -> (Vec<PathBuf>, Vec<String>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for entry in walk(folder) {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                if looks_like_dockerfile(entry.path()) {
                    found.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => problems.push(error.to_string()),
        }
    }
    found.sort();
    (found, problems)
}

/// The Dockerfiles among the first so many files and folders below a folder, in the order of the walk.
pub fn some_dockerfiles_below(folder: &Path, entries: usize) -> impl Iterator<Item = PathBuf> {
    let files = walk(folder).take(entries).flatten();
    let files = files.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    files.map(ignore::DirEntry::into_path).filter(|path| looks_like_dockerfile(path))
}

fn walk(folder: &Path) -> ignore::Walk {
    let mut builder = ignore::WalkBuilder::new(folder);
    builder.hidden(false).follow_links(false).filter_entry(|entry| entry.file_name() != ".git").build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dockerfiles() {
        for (name, expected) in [
            ("Dockerfile", true),
            ("dockerfile", true),
            ("Containerfile", true),
            ("Dockerfile.gpu", true),
            ("Dockerfile.cuda-12.4", true),
            ("gpu.Dockerfile", true),
            ("gpu.dockerfile", true),
            ("a.b.Containerfile", true),
            ("Dockerfile.dockerignore", false),
            ("Dockerfile.md", false),
            ("Dockerfile.bak", false),
            ("Dockerfile.gpu~", false),
            (".dockerfile", false),
            ("mydockerfile", false),
            ("Dockerfile_test.go", false),
            ("docker-compose.yml", false),
        ] {
            assert_eq!(looks_like_dockerfile(Path::new(name)), expected, "{name}");
        }
    }
}
