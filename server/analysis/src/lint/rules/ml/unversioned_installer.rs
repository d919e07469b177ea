//! ## What it does
//! Finds downloads of get-pip.py, Miniconda3-latest and other installers without a version.
//!
//! ## Why it matters
//! The same file builds another image tomorrow: Miniconda-latest has moved to another Python several
//! times.
//!
//! ## Example
//! ```dockerfile
//! FROM debian:trixie
//! RUN curl -fsSLO https://repo.example.com/miniconda/Miniconda3-latest-Linux-x86_64.sh
//! ```
//! Use instead:
//! ```dockerfile
//! FROM debian:trixie
//! RUN curl -fsSLO https://repo.example.com/miniconda/Miniconda3-py311_24.5.0-0-Linux-x86_64.sh
//! ```

use crate::Analysis;
use crate::lint::CommandSite;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "unversioned-installer",
    name: "Installer that moves",
    summary: "An installer is downloaded by an address that always gives the newest one.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["ML42"],
    fix: None,
};

pub const CHECK: Check = Check::Command(&["curl", "wget"], check);

fn check(_: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    for word in site.invocation.args.iter().filter(|word| word.value.contains("://")) {
        let Some(what) = unversioned(&word.value) else { continue };
        let message = format!("{what} is another file after its next release; name a version");
        findings.push(Finding::new(&META, site.range(word.range), message));
    }
}

fn unversioned(url: &str) -> Option<&'static str> {
    // A commit or version in the path pins it, and a variable may.
    if url.contains('$') {
        return None;
    }
    let file = url.rsplit('/').next().unwrap_or(url);
    let is_latest = url.contains("/releases/latest/");
    match file {
        "get-pip.py" => Some("get-pip.py"),
        file if file.starts_with("Miniconda3-latest") => Some("Miniconda3-latest"),
        file if is_latest && (file.starts_with("Miniforge") || file.starts_with("Mambaforge")) => {
            Some("the latest Miniforge")
        }
        _ => None,
    }
}
