//! Wheels whose requirements and contents were read: what an install comes to without the network.

use super::normalize;
use crate::table::{Table, cells, known, number, packed_table};
use crate::version::{Version, compare};
use std::cmp::Ordering;

pub(crate) const TABLE: Table = packed_table!("python_wheels");

/// One wheel for Linux, of CPython 3.11 where it holds compiled code. Sizes in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredWheel {
    /// Normalised.
    pub package: &'static str,
    pub version: &'static str,
    pub requires_python: Option<&'static str>,
    /// As downloaded.
    pub wheel_bytes: u64,
    /// How many files it holds.
    pub files: u64,
    /// All files, unpacked.
    pub bytes: u64,
    /// `.py` files outside of tests.
    pub python_bytes: u64,
    /// `.py` files under `tests/`.
    pub python_test_bytes: u64,
    requires: &'static str,
}

impl MeasuredWheel {
    /// Requirements (PEP 508) that hold on Linux, and those of extras that are in use.
    pub fn requires(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.requires.split('|').filter(|line| !line.is_empty())
    }
}

pub(crate) fn read(row: &'static str) -> Option<MeasuredWheel> {
    let [package, version, requires_python, wheel, files, bytes, python, tests, requires] = cells(row)?;
    Some(MeasuredWheel {
        package,
        version,
        requires_python: known(requires_python),
        wheel_bytes: number(wheel)??,
        files: number(files)??,
        bytes: number(bytes)??,
        python_bytes: number(python)??,
        python_test_bytes: number(tests)??,
        requires,
    })
}

/// The wheels of a package that were read, newest first.
pub fn measured_wheels(package: &str) -> impl Iterator<Item = MeasuredWheel> + use<> {
    TABLE.find(&normalize(package)).filter_map(read)
}

/// The wheel of a version, else its nearest neighbour: of the same series (`3.8`), else of the same major
/// version, else of any, the newest before it or the oldest after it.
pub fn nearest_measured_wheel(package: &str, version: &str) -> Option<MeasuredWheel> {
    let wheels: Vec<MeasuredWheel> = measured_wheels(package).collect();
    let (major, minor) = Version::parse(version).major_minor();
    let is_near = |wheel: &&MeasuredWheel, distance: u8| {
        let own = Version::parse(wheel.version).major_minor();
        distance == 2 || (own.0 == major && (distance == 1 || own.1 == minor))
    };
    (0..=2).find_map(|distance| {
        let near = || wheels.iter().filter(|wheel| is_near(wheel, distance));
        let before = near().find(|wheel| compare(wheel.version, version) != Ordering::Greater);
        before.or(near().next_back()).copied()
    })
}

/// The day on which the wheels were read, `YYYY-MM-DD`.
pub fn wheels_as_of() -> &'static str {
    TABLE.meta("as_of").unwrap_or_default()
}

/// The names of all packages in the table, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.rows().filter_map(|row| row.split('\t').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheels_are_found_newest_first() {
        let mut packages: Vec<&str> = names().collect();
        packages.dedup();
        for package in packages {
            let versions: Vec<&str> = measured_wheels(package).map(|wheel| wheel.version).collect();
            let descending = versions.is_sorted_by(|a, b| compare(a, b) == Ordering::Greater);
            assert!(!versions.is_empty() && descending, "{package}: {versions:?}");
        }
        let numpy = measured_wheels("NumPy").find(|wheel| wheel.version == "1.26.4").expect("known");
        assert_eq!((numpy.wheel_bytes, numpy.requires_python), (17_950_613, Some(">=3.9")));
        assert_eq!(measured_wheels("no-such-package").next(), None);
    }

    #[test]
    fn the_nearest_stands_in() {
        let version = |asked| nearest_measured_wheel("numpy", asked).map(|wheel| wheel.version);
        assert_eq!(version("1.26.4"), Some("1.26.4"));
        assert_eq!(version("1.26.9"), Some("1.26.4"));
        let oldest = measured_wheels("numpy").last().map(|wheel| wheel.version);
        assert_eq!(version("0.1"), oldest);
        assert_eq!(version("2.0.1"), Some("2.2.6"), "rather the next of the same major version");
        assert_eq!(nearest_measured_wheel("no-such-package", "1"), None);
    }
}
