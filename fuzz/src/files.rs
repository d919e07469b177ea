//! Files of a workspace.

use analysis::context::DockerIgnore;
use analysis::install::RequirementsFile;

/// Patterns on the first line break, a path behind the last.
pub fn dockerignore(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (patterns, path) = text.rsplit_once('\n').unwrap_or((&text, "data/model.bin"));
    let ignore = DockerIgnore::parse(patterns);
    let path = path.trim_matches('/');
    assert_eq!(ignore.ignores(path), ignore.ignores(path));
}

pub fn requirements(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    RequirementsFile::parse("requirements.txt", &text);
}

pub fn hadolint_settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // An error is an answer as good as settings.
    let _ = analysis::lint::hadolint::parse(&text);
}
