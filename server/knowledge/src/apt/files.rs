//! What packages leave on disk, over the Installed-Size that their index tells.
//!
//! Installed-Size counts every file as whole kilobytes, and folders too; slim images leave out
//! documentation, manual pages and translations. Both differ from package to package (nano keeps a
//! tenth on a slim image, libssl3 all), so they are measured for the packages that common names bring,
//! from the member tables of their .debs; for the rest the shares of their section stand, apart for
//! small and for large packages: documentation takes more of a small one.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::{Table, cells, table};

pub(crate) const TABLE: Table = table!("apt_files");

/// Shares of Installed-Size in permille, and what dpkg notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileShares {
    /// Bytes below `/var/lib/dpkg/info`: lists, checksums, scripts, symbols.
    pub info_bytes: u64,
    /// All files, permille.
    pub all: u64,
    /// Those that a slim image keeps, permille.
    pub slim: u64,
    /// Sources of Python modules, permille: they are compiled when the package is installed.
    pub modules: u64,
    /// Measured for this package, not for its section.
    pub is_measured: bool,
}

/// Installed-Size from which a package is a large one, in bytes.
const LARGE: u64 = 300_000;

#[derive(Clone, Copy)]
pub(crate) struct Row {
    section: &'static str,
    /// Installed-Size in bytes.
    installed: u64,
    shares: FileShares,
}

pub(crate) fn read(row: &'static str) -> Option<Row> {
    let [name, section, installed, info, all, slim, modules] = cells(row)?;
    let shares = FileShares {
        info_bytes: info.parse().ok()?,
        all: all.parse().ok()?,
        slim: slim.parse().ok()?,
        modules: modules.parse().ok()?,
        is_measured: true,
    };
    (!name.is_empty() && shares.slim <= shares.all).then_some(Row {
        section,
        installed: installed.parse().ok()?,
        shares,
    })
}

/// The shares of a package. `section` without the archive's component; `installed` is its
/// Installed-Size in bytes.
pub fn file_shares(name: &str, section: &str, installed: u64) -> FileShares {
    // A package's Installed-Size tells which release's row is meant, or the nearest.
    let measured = TABLE.find(name).filter_map(read).min_by_key(|row| row.installed.abs_diff(installed));
    measured.map_or_else(|| of_section(section, installed), |row| row.shares)
}

/// Those of a section's packages of like size together; of all sections' for one without any.
fn of_section(section: &str, installed: u64) -> FileShares {
    static SECTIONS: LazyLock<HashMap<(&'static str, bool), FileShares>> = LazyLock::new(|| {
        let mut rows: HashMap<(&'static str, bool), Vec<Row>> = HashMap::new();
        for row in TABLE.rows().filter_map(read) {
            rows.entry((row.section, row.installed >= LARGE)).or_default().push(row);
            rows.entry(("", row.installed >= LARGE)).or_default().push(row);
        }
        rows.into_iter().map(|(section, rows)| (section, together(&rows))).collect()
    });
    let none = FileShares { info_bytes: 0, all: 1_000, slim: 1_000, modules: 0, is_measured: false };
    let is_large = installed >= LARGE;
    SECTIONS.get(&(section, is_large)).or_else(|| SECTIONS.get(&("", is_large))).copied().unwrap_or(none)
}

/// The shares of many packages' sums; the mean of what dpkg notes.
fn together(rows: &[Row]) -> FileShares {
    let installed: u64 = rows.iter().map(|row| row.installed).sum();
    let share = |figure: fn(&FileShares) -> u64| {
        rows.iter().map(|row| row.installed * figure(&row.shares)).sum::<u64>() / installed.max(1)
    };
    FileShares {
        info_bytes: rows.iter().map(|row| row.shares.info_bytes).sum::<u64>() / (rows.len() as u64).max(1),
        all: share(|one| one.all),
        slim: share(|one| one.slim),
        modules: share(|one| one.modules),
        is_measured: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_packages_and_sections() {
        let nano = file_shares("nano", "editors", 2_900_000);
        assert!(nano.is_measured && nano.slim < 200 && nano.all > 900, "{nano:?}");
        let library = file_shares("no-such-package", "libs", 2_000_000);
        assert!(!library.is_measured && library.slim > 850 && library.all >= library.slim, "{library:?}");
        let unknown = file_shares("no-such-package", "no-such-section", 100_000);
        assert!((300..1_000).contains(&unknown.slim), "{unknown:?}");
        assert!(file_shares("libpython3.11-stdlib", "python", 8_000_000).modules > 500);
    }
}
