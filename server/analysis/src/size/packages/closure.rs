//! The packages that the commands of a RUN bring, whoever knows them.

use std::collections::HashSet;

use super::Session;
use crate::facts::InstalledPackage;

/// What a session installs.
#[derive(Debug, Clone, Default)]
pub(in crate::size) struct Closure {
    pub packages: Vec<Package>,
    /// Names that the release does not have: the build fails.
    pub absent: Vec<String>,
    /// Names of which nothing is known.
    pub unknown: Vec<String>,
}

/// A package with what it leaves on disk.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::size) struct Package {
    pub name: String,
    pub section: String,
    /// Bytes of its files that the image keeps.
    pub bytes: u64,
    /// How far `bytes` may be off: 0.05 for five per cent.
    pub error: f64,
    /// What gzip leaves of them, and how far that may be off.
    pub gzip_bytes: u64,
    pub gzip_error: f64,
    /// As the index tells it, whatever that counts.
    pub installed_bytes: u64,
    /// Bytes of the package file.
    pub package_bytes: u64,
    /// What the package manager notes on it.
    pub info_bytes: u64,
    /// Sources of Python modules, which are compiled when it is installed.
    pub module_bytes: u64,
    /// It brings questions for debconf.
    pub asks: bool,
    /// It comes from an install that may not run.
    pub optional: bool,
    /// It was named, not pulled in.
    pub requested: bool,
}

/// What one install brings.
#[derive(Debug, Clone, Default)]
pub(in crate::size) struct Brought {
    pub packages: Vec<Package>,
    pub absent: Vec<String>,
    pub unknown: Vec<String>,
}

/// Knows packages, and remembers what it installed.
pub(in crate::size) trait Bringer {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought;
    /// What is installed now, where all of it is known.
    fn installed(&self) -> Option<&[InstalledPackage]>;
}

/// Adds up the installs of a session; what it removes again does not count.
pub(in crate::size) fn closure(session: &Session, bringer: &mut dyn Bringer) -> Closure {
    let mut closure = Closure::default();
    let mut counted: HashSet<String> = HashSet::new();
    let is_removed = |name: &String| session.removed.contains(name);
    for step in &session.installs {
        if session.autoremoved && step.group.as_ref().is_some_and(is_removed) {
            continue;
        }
        // With autoremove, what the removed packages needed goes as well: as if never asked for.
        let names: Vec<String> =
            step.names.iter().filter(|name| !(session.autoremoved && is_removed(name))).cloned().collect();
        let brought = bringer.install(&names, step.recommends);
        closure.absent.extend(brought.absent);
        closure.unknown.extend(brought.unknown);
        for package in brought.packages {
            if !is_removed(&package.name) && counted.insert(package.name.clone()) {
                closure.packages.push(Package { optional: step.optional, ..package });
            }
        }
    }
    closure
}
