//! What the files of a package of Debian come to.

use knowledge::apt::file_shares;

use crate::size::constants::apt;
use crate::size::packages::Package;

/// What an index tells of a package.
pub(super) struct Indexed<'i> {
    pub name: &'i str,
    pub section: &'i str,
    pub installed_bytes: u64,
    pub deb_bytes: u64,
    pub requested: bool,
}

/// A package on an image with or without path-excludes, by its measured shares, else its section's.
pub(super) fn package(indexed: &Indexed<'_>, path_excludes: bool) -> Package {
    // Without the component: `universe/python` is `python`.
    let section = indexed.section.rsplit('/').next().unwrap_or(indexed.section);
    let shares = file_shares(indexed.name, section, indexed.installed_bytes);
    let share = |permille: u64| indexed.installed_bytes * permille / 1_000;
    let kept = if path_excludes { shares.slim } else { shares.all };
    Package {
        name: indexed.name.to_owned(),
        section: section.to_owned(),
        bytes: share(kept),
        dropped_bytes: share(shares.all - kept),
        error: match (shares.is_measured, path_excludes) {
            (true, _) => apt::MEASURED_ERROR,
            (false, true) => apt::SLIM_ERROR,
            (false, false) => apt::CLOSURE_ERROR,
        },
        installed_bytes: indexed.installed_bytes,
        package_bytes: indexed.deb_bytes,
        info_bytes: shares.info_bytes,
        module_bytes: shares.is_measured.then(|| share(shares.modules)),
        optional: false,
        requested: indexed.requested,
    }
}
