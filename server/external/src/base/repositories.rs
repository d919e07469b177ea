//! Repositories that an image's apk or dnf is set up with.

use std::collections::BTreeMap;

use analysis::facts::{DnfSettings, PackageRepository, RepositoryKind};

use super::tree::Tree;

/// Repositories that are switched on. `release` is os-release's `VERSION_ID`.
pub fn of(tree: &Tree, architecture: &str, release: Option<&str>) -> Vec<PackageRepository> {
    let mut found = apk(tree, architecture);
    let variables = variables(tree, architecture, release);
    for folder in ["etc/yum.repos.d", "etc/distro.repos.d"] {
        for (_, text) in tree.folder(folder).filter(|(name, _)| name.ends_with(".repo")) {
            found.extend(sections(text).iter().filter_map(|section| rpm(section, &variables, architecture)));
        }
    }
    found
}

/// `/etc/apk/repositories`: an address a line; `@TAG ADDRESS` answers for tagged names only, and a path
/// is a medium of the machine.
fn apk(tree: &Tree, architecture: &str) -> Vec<PackageRepository> {
    let own = tree.text("etc/apk/arch").map(str::trim).filter(|own| !own.is_empty());
    let lines = tree.text("etc/apk/repositories").unwrap_or_default().lines().map(str::trim);
    let addresses = lines.filter(|line| line.starts_with("http://") || line.starts_with("https://"));
    let repository = |line: &str| PackageRepository {
        kind: RepositoryKind::Apk,
        url: line.trim_end_matches('/').to_owned(),
        architecture: own.unwrap_or(architecture).to_owned(),
    };
    addresses.map(repository).collect()
}

/// A section of an INI file: its name and its settings.
type Section = BTreeMap<String, String>;

/// `[name]` and `key=value` lines; a line that begins with white space goes on with the value before.
fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut last = String::new();
    for line in text.lines().filter(|line| !line.starts_with(['#', ';'])) {
        if line.starts_with('[') {
            found.push(Section::new());
            continue;
        }
        let Some(section) = found.last_mut() else { continue };
        if line.starts_with([' ', '\t']) {
            if let Some(value) = section.get_mut(&last) {
                value.push('\n');
                value.push_str(line.trim());
            }
        } else if let Some((key, value)) = line.split_once('=') {
            last = key.trim().to_ascii_lowercase();
            section.insert(last.clone(), value.trim().to_owned());
        }
    }
    found
}

/// An address of its own goes before the lists of mirrors, which name any of many.
fn rpm(section: &Section, variables: &[(String, String)], architecture: &str) -> Option<PackageRepository> {
    if section.get("enabled").is_some_and(|value| !is_true(value)) {
        return None;
    }
    let value = |key: &str| section.get(key).filter(|value| !value.is_empty());
    let (kind, url) = match (value("baseurl"), value("metalink").or(value("mirrorlist"))) {
        (Some(url), _) => (RepositoryKind::Rpm, url),
        (None, Some(url)) => (RepositoryKind::RpmMirrors, url),
        (None, None) => return None,
    };
    let first = url.split([',', ' ', '\n']).find(|word| !word.is_empty())?;
    let url = expanded(first, variables).trim_end_matches('/').to_owned();
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    is_web.then(|| PackageRepository { kind, url, architecture: architecture.to_owned() })
}

/// dnf's variables, the longest names first, so that `$releasever_major` is not `$releasever`.
fn variables(tree: &Tree, architecture: &str, release: Option<&str>) -> Vec<(String, String)> {
    let release = release.unwrap_or_default();
    // Releases of Red Hat's family are named by their first number; Fedora's and Amazon's have no other.
    let major = release.split('.').next().unwrap_or_default();
    let mut variables: Vec<(String, String)> = [
        ("basearch", architecture),
        ("arch", architecture),
        ("releasever", major),
        ("releasever_major", major),
        ("releasever_minor", release.split('.').nth(1).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for folder in ["etc/yum/vars", "etc/dnf/vars"] {
        let own = tree.folder(folder).map(|(name, text)| (name.to_owned(), text.trim().to_owned()));
        variables.splice(0..0, own);
    }
    variables.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    variables
}

/// `$name` and `${name}`; a variable that nobody set is empty in an image's own files (`$rltype`).
fn expanded(text: &str, variables: &[(String, String)]) -> String {
    let mut parts = text.split('$');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some((name, rest)) = part.strip_prefix('{').and_then(|part| part.split_once('}')) {
            let value = variables.iter().find(|(own, _)| own == name);
            expanded.push_str(value.map_or("", |(_, value)| value));
            expanded.push_str(rest);
        } else if let Some((name, value)) = variables.iter().find(|(name, _)| part.starts_with(name.as_str()))
        {
            expanded.push_str(value);
            expanded.push_str(&part[name.len()..]);
        } else {
            expanded.push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        }
    }
    expanded
}

/// What dnf's and yum's own files say of installs.
pub fn dnf_settings(tree: &Tree) -> DnfSettings {
    let texts = ["etc/yum.conf", "etc/dnf/dnf.conf"].into_iter().filter_map(|path| tree.text(path));
    let mut settings = DnfSettings::default();
    for section in texts.flat_map(sections) {
        settings.skips_docs |= section.get("tsflags").is_some_and(|flags| flags.contains("nodocs"));
        if let Some(weak) = section.get("install_weak_deps") {
            settings.skips_weak = !is_true(weak);
        }
    }
    settings
}

fn is_true(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "yes" | "true" | "on")
}

/// Alpine's and Red Hat's name of an architecture.
pub fn architecture_name(architecture: &str, variant: Option<&str>) -> String {
    match (architecture, variant) {
        ("amd64", _) => "x86_64",
        ("arm64", _) => "aarch64",
        ("386", _) => "x86",
        ("arm", Some("v6")) => "armhf",
        ("arm", _) => "armv7",
        (same, _) => same,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_of_dnf() {
        let tree = Tree::of(&[
            (
                "etc/yum.repos.d/rocky.repo",
                "# comment\n[baseos]\nname=Rocky $releasever\n\
                 mirrorlist=https://mirrors.example/mirrorlist?arch=$basearch&repo=BaseOS-$releasever$rltype\n\
                 #baseurl=http://dl.example/$contentdir/$releasever/BaseOS/\ngpgcheck=1\nenabled=1\n\n\
                 [source]\nbaseurl=http://dl.example/source\nenabled=0\n\
                 [extras]\nbaseurl=http://dl.example/$contentdir/${releasever}/extras/$basearch/os/\n  \
                 http://other.example/\n[local]\nbaseurl=file:///media\n",
            ),
            ("etc/yum.repos.d/ubi.repo.rpmnew", "[x]\nbaseurl=http://no.example\n"),
            ("etc/dnf/vars/contentdir", "pub/rocky\n"),
            ("etc/dnf/dnf.conf", "[main]\ngpgcheck=1\ntsflags=nodocs\ninstall_weak_deps=False\n"),
        ]);
        let found = of(&tree, "x86_64", Some("9.4"));
        let lines: Vec<String> = found.iter().map(|each| format!("{:?} {}", each.kind, each.url)).collect();
        assert_eq!(
            lines,
            [
                "RpmMirrors https://mirrors.example/mirrorlist?arch=x86_64&repo=BaseOS-9",
                "Rpm http://dl.example/pub/rocky/9/extras/x86_64/os",
            ]
        );
        assert_eq!(dnf_settings(&tree), DnfSettings { skips_docs: true, skips_weak: true });
    }
}
