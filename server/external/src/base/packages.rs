//! Installed packages and dpkg's configuration.

use analysis::facts::{InstalledPackage, PathExcludes};

use super::rpm;
use super::tree::Tree;
use crate::apt::{field, stanzas};

/// The field of a first stanza that tells how long the file was.
pub const DATABASE_BYTES: &str = "Database-Bytes";

/// Where each family keeps what is installed: dpkg's and apk's text, rpm's databases.
fn databases(tree: &Tree) -> impl Iterator<Item = &str> {
    let text = ["var/lib/dpkg/status", "lib/apk/db/installed", "usr/lib/apk/db/installed"].map(str::to_owned);
    text.into_iter().chain(rpm::paths()).filter_map(|path| tree.text(&path))
}

/// Length of the database of installed packages, which every install writes again.
pub fn database_bytes(tree: &Tree) -> u64 {
    let mut total = 0;
    for text in databases(tree) {
        let head = text.lines().next().and_then(|line| line.strip_prefix(DATABASE_BYTES)?.strip_prefix(": "));
        total += head.and_then(|length| length.parse::<u64>().ok()).unwrap_or_default();
    }
    total
}

/// Length of debconf's templates; 0 where the image has none, or was read before they were looked for.
pub fn debconf_bytes(tree: &Tree) -> u64 {
    let length = tree.text("var/cache/debconf/templates.dat");
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

/// Packages of dpkg, distroless images included, of apk and of rpm.
pub fn installed(tree: &Tree) -> Vec<InstalledPackage> {
    let mut packages = Vec::new();
    for text in databases(tree).chain(tree.folder("var/lib/dpkg/status.d").map(|(_, text)| text)) {
        each_stanza(text, |stanza| packages.extend(dpkg_package(stanza).or_else(|| apk_package(stanza))));
    }
    packages
}

fn each_stanza(text: &str, mut each: impl FnMut(&[(String, String)])) {
    let _ = stanzas(text.as_bytes(), |_| true, |stanza| each(stanza)); // memory cannot fail
}

/// Of dpkg and rpm. `None` for packages that were removed or only half installed.
fn dpkg_package(stanza: &[(String, String)]) -> Option<InstalledPackage> {
    let status = field(stanza, "Status");
    let is_installed = status.is_empty() || status.ends_with(" installed");
    // dpkg's are separated by commas, rpm's by lines.
    let provides =
        field(stanza, "Provides").split([',', '\n']).filter_map(|each| each.split_whitespace().next());
    let name = field(stanza, "Package");
    (is_installed && !name.is_empty()).then(|| InstalledPackage {
        name: name.to_owned(),
        version: field(stanza, "Version").to_owned(),
        provides: provides.map(str::to_owned).collect(),
    })
}

fn apk_package(stanza: &[(String, String)]) -> Option<InstalledPackage> {
    let provides = field(stanza, "p").split_whitespace().filter_map(|each| each.split('=').next());
    let name = field(stanza, "P");
    (!name.is_empty()).then(|| InstalledPackage {
        name: name.to_owned(),
        version: field(stanza, "V").to_owned(),
        provides: provides.map(str::to_owned).collect(),
    })
}

/// dpkg's path rules: its folder in order, then its main file.
pub fn path_excludes(tree: &Tree) -> PathExcludes {
    let parts = tree.folder("etc/dpkg/dpkg.cfg.d").map(|(_, text)| text);
    let lines = parts.chain(tree.text("etc/dpkg/dpkg.cfg")).flat_map(str::lines);
    PathExcludes { rules: lines.filter_map(path_rule).collect() }
}

/// `path-exclude=/usr/share/doc/*`, with `=` or a space.
fn path_rule(line: &str) -> Option<(bool, String)> {
    let line = line.trim().trim_start_matches("--");
    let (exclude, rest) = match line.strip_prefix("path-exclude") {
        Some(rest) => (true, rest),
        None => (false, line.strip_prefix("path-include")?),
    };
    let pattern = rest.trim_start_matches(['=', ' ', '\t']).trim();
    (rest.len() > pattern.len() && !pattern.is_empty()).then(|| (exclude, pattern.to_owned()))
}

/// `ID` and `VERSION_ID` of os-release.
pub fn distribution(tree: &Tree) -> (Option<String>, Option<String>) {
    // /etc/os-release is a link to the other on most images.
    let texts = ["etc/os-release", "usr/lib/os-release"].map(|path| tree.text(path));
    let text = texts.into_iter().flatten().find(|text| !text.is_empty()).unwrap_or_default();
    let value = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found.map(|value| value.trim().trim_matches(['"', '\'']).to_owned()).filter(|value| !value.is_empty())
    };
    (value("ID"), value("VERSION_ID"))
}
