//! The embedded tables, which know Debian's main archive on amd64.

use knowledge::apt::{Archive, Request, install};

use super::files::{self, Indexed};
use crate::facts::InstalledPackage;
use crate::size::constants::apt;
use crate::size::packages::{Bringer, Brought, Package};
use crate::size::state::System;

/// Closures by the tables of one archive.
pub(super) struct Tables {
    archive: Archive,
    /// Of another distribution than the image's.
    stands_in: bool,
    path_excludes: bool,
    before: Vec<String>,
}

impl Tables {
    pub fn new(archive: Archive, system: &System, installed: &[String]) -> Self {
        let (stands_in, path_excludes) = (system.stands_in, system.path_excludes);
        Self { archive, stands_in, path_excludes, before: installed.to_vec() }
    }
}

impl Bringer for Tables {
    fn install(&mut self, names: &[String], recommends: bool) -> Brought {
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        let before: Vec<&str> = self.before.iter().map(String::as_str).collect();
        let request = Request { names: &asked, recommends, preinstalled: &before };
        let found = install(self.archive, &request);
        let package = |package: &knowledge::apt::Package| {
            let indexed = Indexed {
                name: package.name,
                section: package.section,
                installed_bytes: package.installed_bytes,
                deb_bytes: package.deb_bytes,
                depends: "",
                requested: asked.contains(&package.name),
            };
            let known = files::package(&indexed, self.path_excludes);
            // Neighbouring releases differ in the packages, not only in their files.
            let error = if self.stands_in { apt::STAND_IN_ERROR } else { known.error };
            Package { error, ..known }
        };
        let packages = found.packages.iter().map(package).collect();
        self.before.extend(names.iter().cloned());
        Brought { packages, absent: found.absent, unknown: found.unknown }
    }

    fn installed(&self) -> Option<&[InstalledPackage]> {
        None
    }
}
