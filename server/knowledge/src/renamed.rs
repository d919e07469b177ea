//! Package names that a release of Debian or Ubuntu no longer has, and what replaces them.

use crate::apt::{Archive, NameStatus, name_status};
use crate::table::{Table, cells, known, table};
use crate::version::compare;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) const TABLE: Table = table!("renamed_packages");

/// A package name that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renamed {
    pub package: &'static str,
    /// What to install instead; `None` when nothing replaces it.
    pub instead: Option<&'static str>,
    gone_debian: Option<&'static str>,
    gone_ubuntu: Option<&'static str>,
    /// Why, in one sentence.
    pub note: Option<&'static str>,
}

impl Renamed {
    /// Whether the release (`debian`, `12`; `ubuntu`, `24.04`) no longer has the name.
    pub fn is_gone_in(&self, distro: &str, version: &str) -> bool {
        let since = match distro {
            "debian" => self.gone_debian,
            "ubuntu" => self.gone_ubuntu,
            _ => None,
        };
        since.is_some_and(|since| compare(version, since) != Ordering::Less)
    }
}

pub(crate) fn read(row: &'static str) -> Option<Renamed> {
    let [package, instead, gone_debian, gone_ubuntu, note] = cells(row)?;
    let gone = !gone_debian.is_empty() || !gone_ubuntu.is_empty();
    gone.then_some(Renamed {
        package,
        instead: known(instead).filter(|name| *name != "-"),
        gone_debian: known(gone_debian),
        gone_ubuntu: known(gone_ubuntu),
        note: known(note),
    })
}

/// Whether installing `package` fails because this release does not have the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It was renamed or dropped.
    Renamed(Renamed),
    /// The release's index lacks it; nothing is known to replace it.
    Absent,
}

/// What became of a name that a release no longer has; `None` where it is not known to be gone.
pub fn renamed(distro: &str, version: &str, package: &str) -> Option<Renamed> {
    static ROWS: LazyLock<HashMap<&str, Renamed>> =
        LazyLock::new(|| TABLE.rows().filter_map(read).map(|row| (row.package, row)).collect());
    ROWS.get(package).filter(|row| row.is_gone_in(distro, version)).copied()
}

/// What is known against `apt-get install PACKAGE` on a release; `None` when nothing is: the
/// name exists, or the facts do not know it. Names of other archives (NVIDIA's, Docker's,
/// deadsnakes') are absent too: the caller has to know which archives were added.
pub fn missing(distro: &str, version: &str, package: &str) -> Option<Missing> {
    if let Some(row) = renamed(distro, version, package) {
        return Some(Missing::Renamed(row));
    }
    let (archive, stand_in) = Archive::for_distro(distro, version)?;
    let absent = name_status(archive, package) == Some(NameStatus::Absent);
    (absent && !stand_in).then_some(Missing::Absent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_release() {
        let table = [
            ("ubuntu", "24.04", "libgl1-mesa-glx", true),
            ("ubuntu", "22.04", "libgl1-mesa-glx", false),
            ("debian", "13", "libgl1-mesa-glx", true),
            ("debian", "12", "libgl1-mesa-glx", false),
            ("ubuntu", "22.04", "python3.12-distutils", true),
            ("debian", "12", "python3.12", true),
            ("ubuntu", "24.04", "software-properties-common", false),
            ("debian", "13", "software-properties-common", true),
            ("debian", "12", "curl", false),
            ("alpine", "3.20", "libgl1-mesa-glx", false),
        ];
        for (distro, version, package, expected) in table {
            assert_eq!(missing(distro, version, package).is_some(), expected, "{distro} {version} {package}");
        }
    }

    #[test]
    fn agrees_with_debians_own_indexes() {
        for row in TABLE.rows().filter_map(read) {
            for (archive, version) in Archive::ALL.into_iter().zip(["11", "12", "13"]) {
                let Some(status) = name_status(archive, row.package) else { continue };
                // Virtual names such as python are gone for people, though something provides them.
                if matches!(status, NameStatus::AliasOf(_)) {
                    continue;
                }
                let gone = row.is_gone_in("debian", version);
                assert_eq!(gone, status == NameStatus::Absent, "{} {version}", row.package);
            }
        }
    }
}
