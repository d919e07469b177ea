//! The packages that the commands of a RUN bring, whoever knows them.

use knowledge::apt::{Archive, Request, install};

use super::Session;
use crate::facts::InstalledPackage;

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
    /// Bytes of its files, after path-excludes, and all of them.
    pub bytes: u64,
    pub installed_bytes: u64,
    pub deb_bytes: u64,
    /// It comes from an install that may not run.
    pub optional: bool,
    /// It was named, not pulled in.
    pub requested: bool,
}

/// What one install brings.
#[derive(Debug, Clone, Default)]
pub(super) struct Brought {
    pub packages: Vec<Package>,
    pub absent: Vec<String>,
    pub unknown: Vec<String>,
}

/// Knows packages, and remembers what it installed.
pub(super) trait Bringer {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought;
    /// What is installed now, where all of it is known.
    fn installed(&self) -> Option<&[InstalledPackage]>;
}

/// Adds up the installs of a session; what it removes again does not count.
pub(super) fn closure(session: &Session, bringer: &mut dyn Bringer) -> Closure {
    let mut closure = Closure::default();
    let is_removed = |name: &String| session.removed.contains(name);
    for step in &session.installs {
        // With autoremove, what the removed packages needed goes as well: as if never asked for.
        let names: Vec<String> =
            step.names.iter().filter(|name| !(session.autoremoved && is_removed(name))).cloned().collect();
        let brought = bringer.install(&names, step.recommends);
        closure.absent.extend(brought.absent);
        closure.unknown.extend(brought.unknown);
        for package in brought.packages {
            let is_new = !closure.packages.iter().any(|other| other.name == package.name);
            if is_new && !is_removed(&package.name) {
                closure.packages.push(Package { optional: step.optional, ..package });
            }
        }
    }
    closure
}

/// The embedded tables, which know Debian's main archive on amd64.
pub(super) struct Tables {
    archive: Archive,
    path_excludes: bool,
    before: Vec<String>,
}

impl Tables {
    pub fn new(archive: Archive, path_excludes: bool, installed: &[String]) -> Self {
        Self { archive, path_excludes, before: installed.to_vec() }
    }
}

impl Bringer for Tables {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought {
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        let before: Vec<&str> = self.before.iter().map(String::as_str).collect();
        let request = Request { names: &asked, recommends, preinstalled: &before };
        let found = install(self.archive, &request);
        let bytes = |package: &knowledge::apt::Package| {
            if self.path_excludes { package.slim_bytes() } else { package.installed_bytes }
        };
        let package = |package: &knowledge::apt::Package| Package {
            name: package.name.to_owned(),
            section: package.section.to_owned(),
            bytes: bytes(package),
            installed_bytes: package.installed_bytes,
            deb_bytes: package.deb_bytes,
            optional: false,
            requested: asked.contains(&package.name),
        };
        let packages = found.packages.iter().map(package).collect();
        self.before.extend(names.iter().cloned());
        Brought { packages, absent: found.absent, unknown: found.unknown }
    }

    fn installed(&self) -> Option<&[InstalledPackage]> {
        None
    }
}
