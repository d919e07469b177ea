//! The packages that a session brings: from the embedded tables.

use knowledge::apt::{Archive, Installation, Request, install};

use super::Session;
use crate::size::state::System;

/// What a session installs.
#[derive(Debug, Clone, Default)]
pub(super) struct Closure {
    pub packages: Vec<Package>,
    /// Names that the release does not have: the build fails.
    pub absent: Vec<String>,
    /// Names of which nothing is known.
    pub unknown: Vec<String>,
}

/// A package with what it leaves on disk.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Package {
    pub name: String,
    pub section: String,
    /// Bytes of its files, after path-excludes.
    pub bytes: u64,
    pub deb_bytes: u64,
    /// It comes from an install that may not run.
    pub optional: bool,
    /// It was named, not pulled in.
    pub requested: bool,
}

/// By the embedded tables, which know Debian's main archive on amd64.
pub(super) fn embedded(
    session: &Session,
    system: &System,
    archive: Archive,
    installed: &[String],
) -> Closure {
    let mut closure = Closure::default();
    let mut before: Vec<String> = installed.to_vec();
    let mut brought: Vec<Package> = Vec::new();
    for step in &session.installs {
        let is_removed = |name: &String| session.autoremoved && session.removed.contains(name);
        let names: Vec<&str> =
            step.names.iter().filter(|name| !is_removed(name)).map(String::as_str).collect();
        let earlier: Vec<&str> = before.iter().map(String::as_str).collect();
        let request = Request { names: &names, recommends: step.recommends, preinstalled: &earlier };
        let found = install(archive, &request);
        brought.extend(packages(&found, system, step.optional, &names));
        closure.absent.extend(found.absent);
        closure.unknown.extend(found.unknown);
        before.extend(step.names.iter().filter(|name| !is_removed(name)).cloned());
    }
    for package in brought {
        let is_new = !closure.packages.iter().any(|other| other.name == package.name);
        if is_new && !session.removed.contains(&package.name) {
            closure.packages.push(package);
        }
    }
    closure
}

fn packages(found: &Installation, system: &System, optional: bool, names: &[&str]) -> Vec<Package> {
    let bytes = |package: &knowledge::apt::Package| {
        if system.path_excludes { package.slim_bytes() } else { package.installed_bytes }
    };
    found
        .packages
        .iter()
        .map(|package| Package {
            name: package.name.to_owned(),
            section: package.section.to_owned(),
            bytes: bytes(package),
            deb_bytes: package.deb_bytes,
            optional,
            requested: names.contains(&package.name),
        })
        .collect()
}
