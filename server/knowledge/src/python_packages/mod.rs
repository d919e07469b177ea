//! Python packages that machine learning installs: releases, wheels, sizes, requirements.
//!
//! Sizes are bytes of the Linux x86_64 wheel (the CPython 3.12 one where there is one):
//! as downloaded, and the sum of the files in it, without the bytecode that pip adds and
//! without dependencies. Source: `data/python_releases.tsv`.

mod closure;
mod frameworks;
mod gpu_needs;
mod jax;
mod tensorflow;
mod torch;
mod traits;
mod wheels;

pub use closure::{Closure, ClosurePart, torch_closure};
pub use frameworks::{NumpyNeed, numpy_need};
pub use gpu_needs::{GpuNeeds, gpu_needs};
pub use jax::{JaxExtra, jax_extra, jax_extras};
pub use tensorflow::{TensorflowRelease, tensorflow, tensorflow_gpu_closure};
pub use torch::{
    TORCH_CPU_WHEEL, TorchRelease, companion_fits, torch, torch_dependencies, torch_for_companion,
    torch_index_url, torch_releases,
};
pub use traits::{MlPackage, Trait, ml_package, ml_packages, pulls_torch};
pub use wheels::{MeasuredWheel, measured_wheels, nearest_measured_wheel, wheels_as_of};

use crate::table::{Table, cells, known, number, table};
use crate::version::{Version, compare};
use std::cmp::Ordering;
use std::sync::LazyLock;

pub(crate) const TABLE: Table = table!("python_releases");
pub(crate) use gpu_needs::{TABLE as GPU_NEEDS, read as read_gpu_needs};
pub(crate) use jax::{TABLE as JAX_EXTRAS, read as read_jax_extra};
pub(crate) use tensorflow::TABLE as TENSORFLOW;
pub(crate) use torch::TABLE as TORCH;
pub(crate) use traits::TABLE as TRAITS;
pub(crate) use wheels::{TABLE as WHEELS, read as read_wheel};
pub(crate) use {
    tensorflow::read as read_tensorflow, torch::read as read_torch, traits::read as read_traits,
};

/// One release of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    pub package: &'static str,
    pub version: &'static str,
    /// `YYYY-MM-DD`.
    pub date: Option<&'static str>,
    pub yanked: bool,
    pub requires_python: Option<&'static str>,
    wheel_pythons: &'static str,
    /// Whether there is a Linux aarch64 wheel.
    pub aarch64: bool,
    /// Bytes of the wheel as downloaded.
    pub wheel_bytes: Option<u64>,
    /// Bytes of the files in the wheel.
    pub uncompressed_bytes: Option<u64>,
    /// CUDA major or minor version that the default wheel is built for.
    pub cuda: Option<&'static str>,
    requires: &'static str,
}

/// Which Pythons a release has wheels for. Wheel tags decide, not Requires-Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonSupport {
    /// A wheel fits.
    Wheel,
    /// There are wheels, and none fits.
    NoWheel,
    /// There are no wheels at all: pip builds from source.
    SourceOnly,
    /// Not known.
    Unknown,
}

impl Release {
    /// The interpreter tags of the wheels: `cp312`, `cp313t`, `py3`, …
    pub fn wheel_pythons(&self) -> impl Iterator<Item = &'static str> + use<> {
        let tags = self.wheel_pythons.split(',');
        tags.filter(|tag| tag.starts_with("cp") || tag.starts_with("py"))
    }

    /// Whether pip finds a wheel for Python `major.minor` (the ordinary build with the GIL).
    pub fn supports_python(&self, major: u16, minor: u16) -> PythonSupport {
        if self.wheel_pythons.starts_with("sdist") {
            return PythonSupport::SourceOnly;
        }
        if self.wheel_pythons.is_empty() || self.one_wheel_read() {
            return PythonSupport::Unknown;
        }
        match self.wheel_pythons().any(|tag| tag_fits(tag, self.is_abi3(), major, minor)) {
            true => PythonSupport::Wheel,
            false => PythonSupport::NoWheel,
        }
    }

    /// Rows that were read from a single wheel say nothing about the other Pythons.
    fn one_wheel_read(&self) -> bool {
        self.date.is_none() && self.wheel_pythons.starts_with("cp")
    }

    /// Wheels of the stable interface fit newer Pythons too: vllm, and xformers with a lone tag.
    fn is_abi3(&self) -> bool {
        match self.package {
            "vllm" => true,
            "xformers" => self.wheel_pythons().count() == 1,
            _ => false,
        }
    }

    /// The Pythons (`3.12`) with a wheel, oldest first; `None` when unknown or not by minor.
    pub fn python_minors(&self) -> Option<Vec<(u16, u16)>> {
        let mut minors: Vec<(u16, u16)> = self.wheel_pythons().filter_map(cpython_minor).collect();
        minors.sort_unstable();
        (!minors.is_empty() && !self.is_abi3()).then_some(minors)
    }

    /// Requirements that matter here (`torch==2.14.0`, `numpy<2.6,>=2.0`), not all of them.
    pub fn requires(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.requires.split(' ').filter(|requirement| !requirement.is_empty())
    }

    /// What follows the name in the requirement on `package`: `==2.14.0`.
    pub fn requirement_on(&self, package: &str) -> Option<&'static str> {
        self.requires().find_map(|requirement| {
            let end = requirement.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
            let (name, constraint) = requirement.split_at(end.unwrap_or(requirement.len()));
            (name == package).then_some(constraint)
        })
    }
}

/// `cp312` -> 3.12; free-threaded and other tags are none.
fn cpython_minor(tag: &str) -> Option<(u16, u16)> {
    let digits = tag.strip_prefix("cp")?;
    Some((digits.get(..1)?.parse().ok()?, digits.get(1..)?.parse().ok()?))
}

fn tag_fits(tag: &str, abi3: bool, major: u16, minor: u16) -> bool {
    match (cpython_minor(tag), tag) {
        (Some(from), _) if abi3 => (major, minor) >= from,
        (Some(exact), _) => (major, minor) == exact,
        (None, "py2.py3" | "py3") => major == 3,
        // `py39` promises Python 3.9 and newer.
        (None, _) => tag
            .strip_prefix("py3")
            .and_then(|minor| minor.parse().ok())
            .is_some_and(|from: u16| major == 3 && minor >= from),
    }
}

pub(crate) fn read(row: &'static str) -> Option<Release> {
    let [
        package,
        version,
        date,
        yanked,
        requires_python,
        wheel_pythons,
        aarch64,
        wheel,
        unpacked,
        cuda,
        _how,
        requires,
    ] = cells(row)?;
    Some(Release {
        package,
        version,
        date: known(date),
        yanked: yanked == "y",
        requires_python: known(requires_python),
        wheel_pythons,
        aarch64: aarch64 == "y",
        wheel_bytes: number(wheel)?,
        uncompressed_bytes: number(unpacked)?,
        cuda: known(cuda),
        requires,
    })
}

/// A name as indexes compare it: lower case, runs of `-`, `_` and `.` become one `-`.
pub fn normalize(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// All releases known of a package, newest first; empty for a package that is not known.
pub fn releases(package: &str) -> impl Iterator<Item = Release> + use<> {
    TABLE.find(&normalize(package)).filter_map(read)
}

/// The versions known of a package, newest first, yanked ones left out.
pub fn versions(package: &str) -> Vec<&'static str> {
    releases(package).filter(|release| !release.yanked).map(|release| release.version).collect()
}

/// One release, compared as versions are: `2.0` finds `2.0.0`. A local part (`+cu121`) is ignored.
pub fn release(package: &str, version: &str) -> Option<Release> {
    let public = version.split('+').next().unwrap_or_default();
    releases(package).find(|release| compare(release.version, public) == Ordering::Equal)
}

/// The newest release that is neither yanked nor a pre-release.
pub fn newest(package: &str) -> Option<Release> {
    releases(package).find(|release| !release.yanked && !Version::parse(release.version).is_prerelease())
}

/// The release with a wheel for this Python that changes least: the last patch of the next minor version
/// that has one, else the newest before `wanted`. Neither yanked ones nor pre-releases.
pub fn nearest_for_python(wanted: &Release, major: u16, minor: u16) -> Option<Release> {
    let fits = |release: &Release| {
        let stable = !release.yanked && !Version::parse(release.version).is_prerelease();
        stable && release.supports_python(major, minor) == PythonSupport::Wheel
    };
    let version = Version::parse(wanted.version);
    let candidates = || releases(wanted.package).filter(fits);
    let is_newer = |release: &Release| Version::parse(release.version) > version;
    match candidates().filter(is_newer).last() {
        Some(next) => candidates().find(|release| series(release.version) == series(next.version)),
        None => candidates().next(),
    }
}

/// `2.4` of `2.4.1`.
fn series(version: &str) -> Vec<&str> {
    version.split('.').take(2).collect()
}

/// Bytes of the files in the wheel, and whether they are of this very version: where the
/// version is unknown (or not given) the nearest one known answers, marked `exact: false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WheelSize {
    pub version: &'static str,
    pub wheel_bytes: u64,
    pub uncompressed_bytes: u64,
    pub exact: bool,
}

/// The size of a package's wheel; `None` when no release of it has a known size.
pub fn wheel_size(package: &str, version: Option<&str>) -> Option<WheelSize> {
    let size = |release: &Release, exact| {
        Some(WheelSize {
            version: release.version,
            wheel_bytes: release.wheel_bytes?,
            uncompressed_bytes: release.uncompressed_bytes?,
            exact,
        })
    };
    if let Some(found) = version.and_then(|version| release(package, version)) {
        return size(&found, true);
    }
    let mut sized: Vec<Release> = releases(package).filter(|r| size(r, false).is_some()).collect();
    if let Some(version) = version {
        // The newest release not above the one asked for, else the oldest known.
        let at = sized.iter().position(|r| compare(r.version, version) == Ordering::Less);
        sized.drain(..at.unwrap_or(sized.len().saturating_sub(1)));
    }
    size(sized.first()?, false)
}

/// The names of all packages with releases in the table, sorted.
pub fn names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut names: Vec<&str> = TABLE.rows().filter_map(|row| row.split('\t').next()).collect();
        names.dedup();
        names
    });
    &NAMES
}

/// The names of all packages that any table knows, some more than once: what a misspelt name may mean.
pub fn known_names() -> impl Iterator<Item = &'static str> {
    names().iter().copied().chain(ml_packages().map(|package| package.name)).chain(wheels::names())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalized() {
        assert_eq!(normalize("Flash_Attn"), "flash-attn");
        assert_eq!(normalize("ruamel..yaml"), "ruamel-yaml");
        assert!(names().contains(&"torch") && names().is_sorted());
    }

    #[test]
    fn newest_first() {
        for package in names() {
            let versions: Vec<_> = releases(package).map(|r| r.version).collect();
            let descending = versions.is_sorted_by(|a, b| compare(a, b) == Ordering::Greater);
            assert!(descending, "{package}: {versions:?}");
        }
        assert_eq!(newest("torch").map(|r| r.version), Some("2.15.0"));
        assert_eq!(versions("no-such-package"), [""; 0]);
    }

    #[test]
    fn wheel_tags_decide_which_pythons_exist() {
        use PythonSupport::{NoWheel, SourceOnly, Unknown, Wheel};
        let table = [
            ("torch", "2.1.2", 11, Wheel),
            ("torch", "2.1.2", 12, NoWheel),
            ("torch", "2.4.1", 13, NoWheel),
            ("torch", "1.13.1", 10, Wheel),
            ("vllm", "0.33.0", 12, Wheel),
            ("bitsandbytes", "0.50.2", 13, Wheel),
            ("xformers", "0.0.35", 14, Wheel),
            ("flash-attn", "2.8.3", 12, SourceOnly),
            ("numpy", "2.5.5", 12, Unknown),
        ];
        for (package, version, minor, expected) in table {
            let release = release(package, version).expect(package);
            assert_eq!(release.supports_python(3, minor), expected, "{package} {version} 3.{minor}");
        }
    }

    #[test]
    fn nearest_with_a_wheel() {
        let nearest = |version, minor| {
            let wanted = release("torch", version).expect(version);
            nearest_for_python(&wanted, 3, minor).map(|release| release.version)
        };
        assert_eq!(nearest("2.1.2", 12), Some("2.2.2"), "the next minor version, its last patch");
        assert_eq!(nearest("2.4.1", 13), Some("2.5.1"));
        assert_eq!(nearest("2.15.0", 8), Some("2.4.1"), "none is newer");
        assert_eq!(nearest("2.1.2", 5), None);
    }

    #[test]
    fn sizes() {
        let torch = wheel_size("torch", Some("1.13.1+cu117")).expect("known");
        assert!(torch.exact && torch.uncompressed_bytes == 1_877_090_620);
        let older = wheel_size("scipy", Some("1.10.0")).expect("known");
        assert!(!older.exact);
        assert_eq!(wheel_size("no-such-package", None), None);
    }

    #[test]
    fn requirements() {
        let vllm = release("vllm", "0.33.0").expect("known");
        assert_eq!(vllm.requirement_on("torch"), Some("==2.14.0"));
        assert_eq!(vllm.requirement_on("torchaudio"), Some("==2.11.0"));
        assert_eq!(vllm.requirement_on("tensorflow"), None);
    }
}
