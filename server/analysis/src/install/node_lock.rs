//! `package-lock.json` and `npm-shrinkwrap.json`, versions 2 and 3: the packages of `node_modules`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// What an install leaves out, and for which system it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice<'c> {
    pub omit_dev: bool,
    pub omit_optional: bool,
    pub omit_peer: bool,
    /// Node's names: `x64`, `arm64`; and `glibc` or `musl`.
    pub cpu: &'c str,
    pub libc: &'c str,
}

/// A folder of `node_modules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LockedPackage {
    /// `node_modules/a/node_modules/b`, from the project's folder.
    pub path: String,
    pub name: String,
    pub version: String,
    /// Where it comes from, where the lock file says so.
    pub resolved: Option<String>,
    pub has_scripts: bool,
}

/// What a lock file names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NodeLock {
    pub packages: Vec<LockedPackage>,
    /// Entries of the lock file, left out or not.
    pub entries: usize,
}

#[derive(Deserialize)]
struct File {
    packages: BTreeMap<String, Entry>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Entry {
    name: Option<String>,
    version: Option<String>,
    resolved: Option<String>,
    link: bool,
    dev: bool,
    optional: bool,
    dev_optional: bool,
    peer: bool,
    in_bundle: bool,
    has_install_script: bool,
    #[serde(deserialize_with = "one_or_many")]
    os: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    cpu: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    libc: Vec<String>,
}

/// The packages that an install takes; `None` where the file is no lock file with a list of packages.
pub(crate) fn packages(text: &str, choice: &Choice<'_>) -> Option<NodeLock> {
    let file: File = serde_json::from_str(text).ok()?;
    let entries = file.packages.len();
    let taken = file.packages.into_iter().filter(|(path, entry)| is_taken(path, entry, choice));
    let packages = taken.filter_map(|(path, entry)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        Some(LockedPackage {
            name: entry.name.unwrap_or_else(|| name.to_owned()),
            version: entry.version.unwrap_or_default(),
            resolved: entry.resolved,
            has_scripts: entry.has_install_script,
            path,
        })
    });
    Some(NodeLock { packages: packages.collect(), entries })
}

/// Links are members of a workspace; what is bundled lies in the tarball of another package.
fn is_taken(path: &str, entry: &Entry, choice: &Choice<'_>) -> bool {
    let is_omitted = (entry.dev && choice.omit_dev)
        || (entry.optional && choice.omit_optional)
        || (entry.dev_optional && choice.omit_dev && choice.omit_optional)
        || (entry.peer && choice.omit_peer);
    path.contains("node_modules/")
        && !entry.link
        && !entry.in_bundle
        && !is_omitted
        && allows(&entry.os, "linux")
        && allows(&entry.cpu, choice.cpu)
        && allows(&entry.libc, choice.libc)
}

/// A list that names the value, or that excludes others (`!win32`).
fn allows(list: &[String], value: &str) -> bool {
    let excludes = list.iter().any(|one| one.strip_prefix('!') == Some(value));
    let mut named = list.iter().filter(|one| !one.starts_with('!')).peekable();
    !excludes && (named.peek().is_none() || named.any(|one| one == value || one == "any"))
}

/// `"os": "linux"` is a list of one.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Either::One(one)) => vec![one],
        Some(Either::Many(many)) => many,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"lockfileVersion": 3, "packages": {
        "": {"name": "app", "dependencies": {"a": "^1"}},
        "packages/own": {"version": "0.0.1"},
        "node_modules/own": {"resolved": "packages/own", "link": true},
        "node_modules/a": {"version": "1.0.0", "resolved": "https://r.example/a/-/a-1.0.0.tgz"},
        "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "hasInstallScript": true},
        "node_modules/alias": {"name": "real", "version": "3.0.0"},
        "node_modules/dev": {"version": "1.0.0", "dev": true},
        "node_modules/both": {"version": "1.0.0", "devOptional": true},
        "node_modules/bundled": {"version": "1.0.0", "inBundle": true},
        "node_modules/mac": {"version": "1.0.0", "os": ["darwin"], "optional": true},
        "node_modules/notwin": {"version": "1.0.0", "os": "!win32"},
        "node_modules/x64": {"version": "1.0.0", "cpu": ["x64"], "libc": ["glibc"], "optional": true},
        "node_modules/musl": {"version": "1.0.0", "libc": ["musl"], "optional": true}}}"#;

    fn names(omit: &str, cpu: &str, libc: &str) -> Vec<String> {
        let choice = Choice {
            omit_dev: omit.contains("dev"),
            omit_optional: omit.contains("optional"),
            omit_peer: false,
            cpu,
            libc,
        };
        packages(LOCK, &choice).expect("a lock file").packages.into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn kinds_and_platforms_are_left_out() {
        for (omit, cpu, libc, expected) in [
            ("", "x64", "glibc", "a @s/b real both dev notwin x64"),
            ("dev", "arm64", "glibc", "a @s/b real both notwin"),
            ("dev optional", "x64", "musl", "a @s/b real notwin"),
            ("dev", "x64", "musl", "a @s/b real both musl notwin"),
        ] {
            assert_eq!(names(omit, cpu, libc).join(" "), expected, "{omit} {cpu} {libc}");
        }
    }

    #[test]
    fn old_and_broken_files_are_no_list_of_packages() {
        let choice =
            Choice { omit_dev: false, omit_optional: false, omit_peer: false, cpu: "x64", libc: "glibc" };
        for text in ["{}", "", r#"{"lockfileVersion": 1, "dependencies": {}}"#, r#"{"packages": []}"#] {
            assert_eq!(packages(text, &choice), None, "{text}");
        }
    }
}
