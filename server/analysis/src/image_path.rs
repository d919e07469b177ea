//! Paths inside an image: always `/`, cleaned as the kernel would resolve them without symlinks.

/// The absolute form of a path that an instruction or a command names. A relative path starts at
/// `workdir`, or at the root where that is not known.
pub fn absolute(workdir: Option<&str>, path: &str) -> String {
    let start = if path.starts_with('/') { "" } else { workdir.unwrap_or_default() };
    format!("/{}", components(start).chain(components(path)).fold(Vec::new(), step).join("/"))
}

/// A path relative to the root of a build context, without `./` and `..`; empty for the root.
pub fn in_context(path: &str) -> String {
    components(path).fold(Vec::new(), step).join("/")
}

/// What follows `folder` in `path`: empty when they are equal, `None` when it lies elsewhere. Both
/// absolute, or both relative to the same root.
pub fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    let folder = folder.trim_end_matches('/');
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() || folder.is_empty() {
        return Some(rest.trim_start_matches('/'));
    }
    rest.strip_prefix('/')
}

/// The last component.
pub fn file_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder that holds a path, without a final slash; empty for the root.
pub fn parent(path: &str) -> &str {
    path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn components(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|component| !matches!(*component, "" | "."))
}

fn step<'p>(mut path: Vec<&'p str>, component: &'p str) -> Vec<&'p str> {
    if component == ".." {
        path.pop();
    } else {
        path.push(component);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_resolve() {
        for (workdir, path, expected) in [
            (Some("/app"), "requirements.txt", "/app/requirements.txt"),
            (Some("/app/"), ".", "/app"),
            (Some("/app"), "../tmp/./a", "/tmp/a"),
            (Some("/app"), "/tmp/", "/tmp"),
            (None, "a/b", "/a/b"),
            (None, "../..", "/"),
        ] {
            assert_eq!(absolute(workdir, path), expected);
        }
        assert_eq!(in_context("./a/../b/"), "b");
        assert_eq!(in_context("."), "");
    }

    #[test]
    fn what_lies_below_a_folder() {
        for (folder, path, expected) in [
            ("/app", "/app/a/b", Some("a/b")),
            ("/app", "/app", Some("")),
            ("/app", "/application", None),
            ("/", "/etc", Some("etc")),
            ("", "a", Some("a")),
        ] {
            assert_eq!(below(folder, path), expected, "{folder} {path}");
        }
        assert_eq!((file_name("/a/b/"), parent("/a/b/")), ("b", "/a"));
    }
}
