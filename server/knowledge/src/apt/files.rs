//! What packages leave on disk, over the Installed-Size that their index tells.
//!
//! Installed-Size counts every file as whole kilobytes, and folders too; slim images leave out
//! documentation, manual pages and translations; gzip packs programs worse than headers. All of it
//! differs from package to package (nano keeps a tenth on a slim image, libssl3 all), so it is measured
//! from .debs for the packages that common names bring. For the rest the medians of their section stand,
//! by size: documentation takes more of a small package. Packages of which these tell the same to a few
//! kilobytes have no row of their own.

use crate::table::{Table, cells, packed_table, table};

pub(crate) const TABLE: Table = packed_table!("apt_files");
pub(crate) const SECTIONS: Table = table!("apt_sections");

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
    pub gzip: Gzip,
    /// Measured for this package, not for its section.
    pub is_measured: bool,
}

/// What gzip leaves of a package's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gzip {
    /// Permille of Installed-Size: of all files, and of those that a slim image keeps.
    Measured { all: u64, slim: u64 },
    /// Permille of what the lengths of files and .deb tell of any package: the section's median.
    Typical(u64),
}

#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// Installed-Size in bytes.
    installed: u64,
    shares: FileShares,
}

pub(crate) fn read(row: &'static str) -> Option<Row> {
    let [name, installed, info, all, slim, modules, gzip, gzip_slim] = cells(row)?;
    let gzip = match gzip {
        "" => Gzip::Typical(1_000),
        all => Gzip::Measured { all: all.parse().ok()?, slim: gzip_slim.parse().ok()? },
    };
    let shares = shares([info, all, slim, modules], gzip, true)?;
    let kibibytes: u64 = installed.parse().ok()?;
    (!name.is_empty()).then_some(Row { installed: kibibytes * 1_024, shares })
}

/// The medians of a section's packages; of any size where `from` is `None`.
#[derive(Clone, Copy)]
pub(crate) struct SectionRow {
    /// Installed-Size in bytes.
    from: Option<u64>,
    shares: FileShares,
}

pub(crate) fn read_section(row: &'static str) -> Option<SectionRow> {
    let [_, from, info, all, slim, modules, gzip] = cells(row)?;
    let from = match from {
        "any" => None,
        bytes => Some(bytes.parse().ok()?),
    };
    let gzip = Gzip::Typical(gzip.parse().ok()?);
    Some(SectionRow { from, shares: shares([info, all, slim, modules], gzip, false)? })
}

fn shares(figures: [&str; 4], gzip: Gzip, is_measured: bool) -> Option<FileShares> {
    let [info, all, slim, modules] = figures;
    let shares = FileShares {
        info_bytes: info.parse().ok()?,
        all: all.parse().ok()?,
        slim: slim.parse().ok()?,
        modules: modules.parse().ok()?,
        gzip,
        is_measured,
    };
    (shares.slim <= shares.all).then_some(shares)
}

/// The shares of a package. `section` without the archive's component; `installed` is its
/// Installed-Size in bytes.
pub fn file_shares(name: &str, section: &str, installed: u64) -> FileShares {
    // A package's Installed-Size tells which release's row is meant, or the nearest.
    let measured = TABLE.find(name).filter_map(read).min_by_key(|row| row.installed.abs_diff(installed));
    measured.map_or_else(|| of_section(kind(name, section), installed), |row| row.shares)
}

/// The section, but for documentation and translations, which are in any.
fn kind<'s>(name: &str, section: &'s str) -> &'s str {
    const TRANSLATIONS: [&str; 4] = ["-l10n", "-locale", "-i18n", "-lang-"];
    if name.ends_with("-doc") || name.ends_with("-docs") {
        "doc"
    } else if TRANSLATIONS.iter().any(|part| name.contains(part)) {
        "localization"
    } else {
        section
    }
}

/// Those of the section's packages of this size, else of any size; else of all sections' of this size.
fn of_section(section: &str, installed: u64) -> FileShares {
    let of_size = |section: &str| {
        let rows = SECTIONS.find(section).filter_map(read_section);
        let size = size(installed);
        rows.filter(move |row| row.from == Some(size)).last()
    };
    let of_any_size = || SECTIONS.find(section).filter_map(read_section).find(|row| row.from.is_none());
    let row = of_size(section).or_else(of_any_size).or_else(|| of_size(""));
    let none = FileShares {
        info_bytes: 0,
        all: 1_000,
        slim: 1_000,
        modules: 0,
        gzip: Gzip::Typical(1_000),
        is_measured: false,
    };
    row.map_or(none, |row| row.shares)
}

/// The sizes that the rows of all sections together begin with.
fn size(installed: u64) -> u64 {
    let sizes = SECTIONS.find("").filter_map(read_section).filter_map(|row| row.from);
    sizes.filter(|from| *from <= installed).max().unwrap_or_default()
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
