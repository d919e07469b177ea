//! Which `pythonX.Y` packages a release offers, by itself and through the deadsnakes archive.

use crate::distros::Distro;
use crate::table::{Table, cells, table};

pub(crate) const TABLE: Table = table!("python_archives");

/// The Python packages of one release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PythonArchives {
    distro: &'static str,
    version: &'static str,
    own: &'static str,
    deadsnakes: &'static str,
}

impl PythonArchives {
    /// Minor versions (`3.10`) in the release's own archive.
    pub fn own(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.own.split(' ')
    }

    /// Minor versions that deadsnakes adds; `None` where not established, empty where it has
    /// dropped (or never served) the release.
    pub fn deadsnakes(&self) -> Option<impl Iterator<Item = &'static str> + use<>> {
        let minors = self.deadsnakes.trim_matches('-').split(' ').filter(|minor| !minor.is_empty());
        (self.deadsnakes != "?").then_some(minors)
    }

    /// Whether `apt-get install pythonX.Y` finds the package; `None` where not established.
    pub fn offers(&self, minor: &str, with_deadsnakes: bool) -> Option<bool> {
        if self.own().any(|own| own == minor) {
            return Some(true);
        }
        match with_deadsnakes {
            false => Some(false),
            true => Some(self.deadsnakes()?.any(|added| added == minor)),
        }
    }
}

pub(crate) fn read(row: &'static str) -> Option<PythonArchives> {
    let [distro, version, own, deadsnakes] = cells(row)?;
    (!own.is_empty() && !deadsnakes.is_empty()).then_some(PythonArchives { distro, version, own, deadsnakes })
}

/// The Python packages of a release of Ubuntu or Debian.
pub fn python_archives(distro: &Distro) -> Option<PythonArchives> {
    TABLE.rows().filter_map(read).find(|row| row.distro == distro.id && row.version == distro.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distros::{all, find};

    #[test]
    fn offers() {
        let table = [
            ("ubuntu", "22.04", "3.10", false, Some(true)),
            ("ubuntu", "22.04", "3.12", false, Some(false)),
            ("ubuntu", "22.04", "3.12", true, Some(true)),
            ("ubuntu", "20.04", "3.11", true, Some(false)),
            ("ubuntu", "24.04", "3.10", true, Some(true)),
            ("ubuntu", "26.04", "3.12", true, None),
            ("debian", "12", "3.11", false, Some(true)),
            ("debian", "12", "3.10", true, Some(false)),
        ];
        for (id, version, minor, deadsnakes, expected) in table {
            let release = find(id, version).expect(version);
            let archives = python_archives(&release).expect(version);
            assert_eq!(archives.offers(minor, deadsnakes), expected, "{id} {version} {minor}");
        }
    }

    #[test]
    fn the_default_python_is_among_a_releases_own() {
        for release in all() {
            if let (Some(archives), Some(default)) = (python_archives(release), release.python3) {
                assert!(archives.own().any(|own| own == default), "{release:?}");
            }
        }
    }
}
