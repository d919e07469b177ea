//! What the files of a package of Debian come to.

use knowledge::apt::{FileShares, Gzip, file_shares};

use crate::size::constants::{apt, gzip};
use crate::size::packages::Package;

/// What an index tells of a package.
pub(super) struct Indexed<'i> {
    pub name: &'i str,
    pub section: &'i str,
    pub installed_bytes: u64,
    pub deb_bytes: u64,
    /// As the index writes it; empty where the names are not at hand.
    pub depends: &'i str,
    pub requested: bool,
}

/// A package on an image with or without path-excludes, by its measured shares, else its section's.
pub(super) fn package(indexed: &Indexed<'_>, path_excludes: bool) -> Package {
    // Without the component: `universe/python` is `python`.
    let section = indexed.section.rsplit('/').next().unwrap_or(indexed.section);
    let shares = file_shares(indexed.name, section, indexed.installed_bytes);
    let share = |permille: u64| indexed.installed_bytes * permille / 1_000;
    let bytes = share(if path_excludes { shares.slim } else { shares.all });
    let asks = indexed.depends.contains("debconf") || apt::DEBCONF_USERS.contains(&indexed.name);
    Package {
        name: indexed.name.to_owned(),
        section: section.to_owned(),
        bytes,
        error: match (shares.is_measured, path_excludes) {
            (true, _) => apt::MEASURED_ERROR,
            (false, true) => apt::SLIM_ERROR,
            (false, false) => apt::CLOSURE_ERROR,
        },
        gzip_bytes: gzipped(indexed, &shares, path_excludes),
        gzip_error: match shares.gzip {
            Gzip::Measured { .. } => apt::MEASURED_GZIP_ERROR,
            Gzip::Typical(_) => apt::GZIP_ERROR,
        },
        installed_bytes: indexed.installed_bytes,
        package_bytes: indexed.deb_bytes,
        info_bytes: shares.info_bytes,
        module_bytes: share(shares.modules),
        asks,
        optional: false,
        requested: indexed.requested,
    }
}

/// What gzip leaves of the files that are kept: measured, else by the lengths of all files and of the .deb.
fn gzipped(indexed: &Indexed<'_>, shares: &FileShares, path_excludes: bool) -> u64 {
    let share = |permille: u64| (indexed.installed_bytes * permille / 1_000) as f64;
    let packed = match shares.gzip {
        Gzip::Measured { slim, .. } if path_excludes => share(slim),
        Gzip::Measured { all, .. } => share(all),
        Gzip::Typical(permille) => {
            let (files, deb) = (share(shares.all).max(1.0), indexed.deb_bytes as f64);
            let kept = if path_excludes { share(shares.slim) / files } else { 1.0 };
            kept * apt::gzip_of_deb(files, deb) * permille as f64 / 1_000.0
        }
    };
    (packed * gzip::LAYER_OVER_ZLIB).round() as u64
}
