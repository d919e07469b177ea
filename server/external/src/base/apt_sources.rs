//! apt's sources and configuration.

use analysis::facts::AptArchive;

use super::tree::Tree;
use crate::apt::{field, stanzas};

/// Archives that the sources name for this architecture, without duplicates.
pub fn archives(tree: &Tree, architecture: &str) -> Vec<AptArchive> {
    let mut archives: Vec<AptArchive> = Vec::new();
    let lists = tree.folder("etc/apt/sources.list.d").filter(|(name, _)| name.ends_with(".list"));
    let main = tree.text("etc/apt/sources.list").into_iter();
    for text in main.chain(lists.map(|(_, text)| text)) {
        text.lines().for_each(|line| add_line(&mut archives, line, architecture));
    }
    for (_, text) in tree.folder("etc/apt/sources.list.d").filter(|(name, _)| name.ends_with(".sources")) {
        let all = |_: &str| true;
        let _ = stanzas(text.as_bytes(), all, |stanza| add_stanza(&mut archives, stanza, architecture));
    }
    archives
}

/// `deb [arch=amd64 signed-by=…] URL SUITE COMPONENT…`
fn add_line(archives: &mut Vec<AptArchive>, line: &str, architecture: &str) {
    let line = line.split('#').next().unwrap_or_default().trim();
    let Some(rest) = line.strip_prefix("deb").filter(|rest| rest.starts_with([' ', '\t', '['])) else {
        return;
    };
    let (options, rest) = match rest.trim_start().strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "")),
        None => ("", rest),
    };
    let arch = options.split_whitespace().find_map(|option| option.strip_prefix("arch="));
    if arch.is_some_and(|list| !list.split(',').any(|each| each == architecture)) {
        return;
    }
    let mut words = rest.split_whitespace();
    let (Some(url), Some(suite)) = (words.next(), words.next()) else { return };
    let components: Vec<&str> = words.collect();
    add(archives, url, suite, &components, architecture);
}

/// deb822: each of `URIs`, `Suites` and `Components` may have several words.
fn add_stanza(archives: &mut Vec<AptArchive>, stanza: &[(String, String)], architecture: &str) {
    let words = |name: &str| field(stanza, name).split_whitespace().collect::<Vec<_>>();
    let enabled = !matches!(field(stanza, "Enabled"), "no" | "false" | "0");
    let architectures = words("Architectures");
    let fits = architectures.is_empty() || architectures.contains(&architecture);
    if !enabled || !fits || !words("Types").contains(&"deb") {
        return;
    }
    for url in words("URIs") {
        for suite in words("Suites") {
            add(archives, url, suite, &words("Components"), architecture);
        }
    }
}

fn add(archives: &mut Vec<AptArchive>, url: &str, suite: &str, components: &[&str], architecture: &str) {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return; // cdrom, file, mirror lists
    }
    let expand = |text: &str| text.replace("$(ARCH)", architecture);
    let flat = suite.ends_with('/');
    for component in if flat { &[""][..] } else { components } {
        let archive = AptArchive {
            url: expand(url).trim_end_matches('/').to_owned(),
            suite: expand(suite),
            component: (*component).to_owned(),
            architecture: architecture.to_owned(),
        };
        if !archives.contains(&archive) {
            archives.push(archive);
        }
    }
}

/// Debian's name of an architecture.
pub fn debian_architecture(architecture: &str, variant: Option<&str>) -> String {
    match (architecture, variant) {
        ("386", _) => "i386",
        ("arm", Some("v5" | "v6")) => "armel",
        ("arm", _) => "armhf",
        ("ppc64le", _) => "ppc64el",
        ("mips64le", _) => "mips64el",
        (same, _) => same,
    }
    .to_owned()
}

/// Whether apt empties its download cache after each run.
pub fn cleans_downloads(tree: &Tree) -> bool {
    configuration(tree).any(|line| line.contains("rm -f /var/cache/apt/archives/"))
}

/// The value of `Acquire::GzipIndexes`; the last one counts.
pub fn keeps_lists_compressed(tree: &Tree) -> bool {
    let values = configuration(tree).filter_map(|line| {
        let rest = line.strip_prefix("Acquire::GzipIndexes")?;
        let value = rest.trim().trim_end_matches(';').trim_matches('"');
        Some(matches!(value.to_ascii_lowercase().as_str(), "true" | "yes" | "1" | "on" | "with" | "enable"))
    });
    values.last().unwrap_or_default()
}

/// Lines of apt's configuration without comments, in the order in which apt reads them.
fn configuration(tree: &Tree) -> impl Iterator<Item = &str> {
    let parts = tree.folder("etc/apt/apt.conf.d").map(|(_, text)| text);
    let lines = parts.chain(tree.text("etc/apt/apt.conf")).flat_map(str::lines).map(str::trim);
    lines.filter(|line| !line.starts_with('#') && !line.starts_with("//"))
}
