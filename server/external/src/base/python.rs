//! The Python of an image and its distributions.

use std::collections::BTreeSet;

use super::tree::Tree;

/// One Python by its standard library.
#[derive(Debug, PartialEq, Eq)]
pub struct Python {
    /// `3.11`
    pub version: String,
    /// Name and version of each distribution that it imports.
    pub distributions: Vec<(String, String)>,
    /// Its own modules have no bytecode.
    pub bytecode_stripped: bool,
}

/// Prefixes in the order in which images put them on `PATH`; what is elsewhere comes after.
const PREFIXES: [&str; 4] = ["opt/venv", "opt/conda", "usr/local", "usr"];

/// The Python that `python3` most likely runs.
pub fn find(tree: &Tree) -> Option<Python> {
    let libraries = tree.iter().filter_map(|(path, _)| path.strip_suffix("/os.py"));
    let rank = |library: &str| {
        let prefix = library.split("/lib/").next().unwrap_or_default();
        PREFIXES.iter().position(|each| *each == prefix).unwrap_or(PREFIXES.len())
    };
    let (_, library) = libraries.map(|library| (rank(library), library)).min()?;
    let version = library.rsplit("/python").next()?.to_owned();
    let bytecode = format!("{library}/__pycache__/");
    Some(Python {
        distributions: distributions(tree, library, &version),
        bytecode_stripped: !tree.iter().any(|(path, _)| path.starts_with(&bytecode)),
        version,
    })
}

/// Those of the library's own prefix; Debian's Python has its folders elsewhere.
fn distributions(tree: &Tree, library: &str, version: &str) -> Vec<(String, String)> {
    let mut folders = vec![format!("{library}/site-packages/"), format!("{library}/dist-packages/")];
    if library.starts_with("usr/lib/") {
        folders.push("usr/lib/python3/dist-packages/".into());
        folders.push(format!("usr/local/lib/python{version}/dist-packages/"));
    }
    let names = tree.iter().filter_map(|(path, _)| {
        let rest = folders.iter().find_map(|folder| path.strip_prefix(folder.as_str()))?;
        distribution(rest)
    });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// `pip-24.0.dist-info/METADATA`, `six-1.16.0.egg-info`: name and version.
fn distribution(path: &str) -> Option<(String, String)> {
    let folder = path.split('/').next()?;
    let stem = folder.strip_suffix(".dist-info").or_else(|| folder.strip_suffix(".egg-info"))?;
    let (name, rest) = stem.split_once('-')?;
    let version = rest.split("-py").next().unwrap_or(rest); // six-1.16.0-py3.11.egg-info
    Some((name.to_owned(), version.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Tree {
        let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        Tree::of(&files)
    }

    #[test]
    fn the_python_on_the_path_is_found_with_its_own_packages() {
        let python = find(&tree(&[
            "usr/lib/python3.13/os.py",
            "usr/lib/python3.13/__pycache__/os.cpython-313.pyc",
            "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO",
            "usr/local/lib/python3.11/os.py",
            "usr/local/lib/python3.11/site-packages/pip-24.0.dist-info/METADATA",
        ]))
        .expect("two Pythons");
        assert_eq!((python.version.as_str(), python.bytecode_stripped), ("3.11", true));
        assert_eq!(python.distributions, [("pip".to_owned(), "24.0".to_owned())]);
    }

    #[test]
    fn debians_python() {
        let python = find(&tree(&[
            "usr/lib/python3.11/os.py",
            "usr/lib/python3.11/__pycache__/os.cpython-311.pyc",
            "usr/lib/python3/dist-packages/six-1.16.0-py3.11.egg-info",
            "usr/local/lib/python3.11/dist-packages/numpy-1.26.4.dist-info/METADATA",
        ]))
        .expect("one Python");
        assert!(!python.bytecode_stripped);
        let names: Vec<_> = python.distributions.iter().map(|(n, v)| format!("{n} {v}")).collect();
        assert_eq!(names, ["numpy 1.26.4", "six 1.16.0"]);
        assert_eq!(find(&tree(&["etc/os-release"])), None);
    }
}
