//! The embedded tables, which know Debian's main archive on amd64.

use knowledge::apt::{Archive, Request, install};

use crate::facts::InstalledPackage;
use crate::size::packages::{Bringer, Brought, Package};

/// Closures by the tables of one archive.
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
            package_bytes: package.deb_bytes,
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
