//! GPUs, compute capabilities, and which CUDA and torch builds cover them; driver minimums.

use crate::table::{Table, cells, known, table};
use crate::version::{CudaVersion, Version, compare};
use std::cmp::Ordering;
use std::fmt;

pub(crate) const ARCHS: Table = table!("cuda_archs");
pub(crate) const GPUS: Table = table!("gpus");
pub(crate) const TORCH_ARCHS: Table = table!("torch_archs");
pub(crate) const DRIVERS: Table = table!("cuda_drivers");

/// A compute capability: 8.6, in nvcc's words sm_86.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComputeCapability {
    pub major: u8,
    pub minor: u8,
}

impl ComputeCapability {
    /// Reads `8.6`, `86`, `sm_86` or `compute_86`; a suffix (`+PTX`, `a`) is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches("+PTX").trim_end_matches(['a', 'f']);
        let digits = text.trim_start_matches("sm_").trim_start_matches("compute_");
        let (major, minor) = match digits.split_once('.') {
            Some(split) => split,
            None => digits.split_at_checked(digits.len().checked_sub(1)?)?,
        };
        Some(ComputeCapability { major: major.parse().ok()?, minor: minor.parse().ok()? })
    }

    /// NVIDIA's name for the generation.
    pub fn family(self) -> &'static str {
        match (self.major, self.minor) {
            (3, _) => "Kepler",
            (5, _) => "Maxwell",
            (6, _) => "Pascal",
            (7, 5) => "Turing",
            (7, _) => "Volta",
            (8, 9) => "Ada Lovelace",
            (8, _) => "Ampere",
            (9, _) => "Hopper",
            (10, 7) => "Rubin",
            (10, 1) | (11, _) => "Thor",
            (10 | 12, _) => "Blackwell",
            _ => "unknown",
        }
    }

    /// `sm_86`.
    pub fn sm(self) -> String {
        format!("sm_{}{}", self.major, self.minor)
    }
}

impl fmt::Display for ComputeCapability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A GPU and its compute capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gpu {
    pub name: &'static str,
    pub capability: ComputeCapability,
    pub family: &'static str,
    /// `dc`, `consumer`, `workstation` or `jetson`.
    pub class: &'static str,
    pub source: &'static str,
}

pub(crate) fn read_gpu(row: &'static str) -> Option<Gpu> {
    let [name, capability, family, class, source] = cells(row)?;
    Some(Gpu { name, capability: ComputeCapability::parse(capability)?, family, class, source })
}

/// All GPUs known.
pub fn gpus() -> impl Iterator<Item = Gpu> {
    GPUS.rows().filter_map(read_gpu)
}

/// A GPU by name: case, spaces, dashes and the makers' prefixes do not count, a row such as
/// `B300/GB300` or `GTX 1650/1660` answers to both names, and words after the name are
/// ignored (`A100-80GB`, `RTX 4090 Laptop GPU`).
pub fn gpu(name: &str) -> Option<Gpu> {
    let mut rest = name;
    loop {
        let wanted = bare(rest);
        let named =
            |gpu: &Gpu| bare(gpu.name) == wanted || single_names(gpu.name).any(|single| single == wanted);
        if let Some(found) = gpus().find(named) {
            return Some(found);
        }
        rest = &rest[..rest.rfind([' ', '-', '_'])?];
    }
}

/// The names that a row stands for; a bare number takes the series of the first.
fn single_names(name: &'static str) -> impl Iterator<Item = String> {
    let series = bare(name).trim_end_matches(|c: char| c != '/').replace('/', "");
    let series = series.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    name.split(['/', '(', ')']).map(bare).map(move |single| {
        let number = single.starts_with(|c: char| c.is_ascii_digit());
        if number { format!("{series}{single}") } else { single }
    })
}

fn bare(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace(['-', '_', ' '], "");
    let short = lower.trim_start_matches("nvidia").trim_start_matches("tesla").trim_start_matches("geforce");
    short.to_owned()
}

/// What one CUDA version's nvcc compiles for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NvccArchs {
    pub cuda: CudaVersion,
    archs: &'static str,
    pub note: Option<&'static str>,
}

impl NvccArchs {
    /// The exact list, ascending.
    pub fn capabilities(&self) -> impl Iterator<Item = ComputeCapability> + use<> {
        self.archs.split(' ').filter_map(ComputeCapability::parse)
    }

    /// Whether nvcc of this CUDA version compiles for a GPU of this capability.
    pub fn covers(&self, capability: ComputeCapability) -> bool {
        self.capabilities().any(|listed| listed == capability)
    }
}

pub(crate) fn read_archs(row: &'static str) -> Option<NvccArchs> {
    let [cuda, archs, note] = cells(row)?;
    let readable = archs.split(' ').all(|arch| ComputeCapability::parse(arch).is_some());
    readable.then_some(NvccArchs { cuda: CudaVersion::parse(cuda)?, archs, note: known(note) })
}

/// nvcc's list for a CUDA minor version (11.0 to 13.2); `None` for others, also newer ones.
pub fn nvcc_archs(cuda: CudaVersion) -> Option<NvccArchs> {
    ARCHS.rows().filter_map(read_archs).find(|row| row.cuda.same_minor(cuda))
}

/// The oldest CUDA minor version whose nvcc compiles for this capability.
pub fn first_cuda_for(capability: ComputeCapability) -> Option<CudaVersion> {
    ARCHS.rows().filter_map(read_archs).find(|row| row.covers(capability)).map(|row| row.cuda)
}

/// TORCH_CUDA_ARCH_LIST with which a released torch wheel was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TorchArchs {
    /// Minor version, such as `2.4`.
    pub torch: &'static str,
    pub cuda: CudaVersion,
    /// `linux/amd64` or `linux/arm64`.
    pub platform: &'static str,
    /// `5.0 6.0 7.0 7.5 8.0 8.6 9.0`, perhaps with `+PTX`.
    pub list: &'static str,
}

impl TorchArchs {
    /// Whether the wheel runs on a GPU of this capability: a binary of the same major version
    /// and a minor version not above runs; PTX serves every later GPU.
    pub fn covers(&self, capability: ComputeCapability) -> bool {
        self.list.split(' ').any(|word| {
            ComputeCapability::parse(word).is_some_and(|built| {
                let same_major = built.major == capability.major && built.minor <= capability.minor;
                same_major || (word.ends_with("+PTX") && built <= capability)
            })
        })
    }
}

pub(crate) fn read_torch_archs(row: &'static str) -> Option<TorchArchs> {
    let [torch, cuda, platform, list] = cells(row)?;
    let readable = list.split(' ').all(|arch| ComputeCapability::parse(arch).is_some());
    readable.then_some(TorchArchs { torch, cuda: CudaVersion::parse(cuda)?, platform, list })
}

/// The list of a torch release's wheel for one CUDA version; `None` where not established.
pub fn torch_archs(torch: &str, cuda: CudaVersion, platform: &str) -> Option<TorchArchs> {
    let minor = Version::parse(torch).major_minor();
    TORCH_ARCHS.rows().filter_map(read_torch_archs).find(|row| {
        Version::parse(row.torch).major_minor() == minor
            && row.cuda.same_minor(cuda)
            && row.platform == platform
    })
}

/// Drivers for a CUDA toolkit release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DriverMinimum {
    pub cuda: CudaVersion,
    /// NVIDIA's name of the release, such as `12.4 Update 1`.
    pub release: &'static str,
    /// The driver listed for the toolkit on Linux: with it everything works.
    pub linux: &'static str,
    pub windows: Option<&'static str>,
    /// The oldest driver branch that runs any toolkit of this major version, with limits
    /// (no PTX from newer toolkits); from CUDA 11 on.
    pub minor_compatibility_branch: Option<u32>,
}

impl DriverMinimum {
    /// Whether a Linux driver (`550.54.15`, `550`) runs programs of this toolkit, by minor
    /// version compatibility where that applies.
    pub fn is_met_by(&self, driver: &str) -> bool {
        let branch = self.minor_compatibility_branch;
        compare(driver, self.linux) != Ordering::Less
            || branch.is_some_and(|branch| Version::parse(driver).major_minor().0 >= u64::from(branch))
    }
}

pub(crate) fn read_driver(row: &'static str) -> Option<DriverMinimum> {
    let [cuda, release, linux, windows, branch] = cells(row)?;
    Some(DriverMinimum {
        cuda: CudaVersion::parse(cuda)?,
        release,
        linux,
        windows: known(windows),
        minor_compatibility_branch: match branch {
            "" => None,
            branch => Some(branch.parse().ok()?),
        },
    })
}

/// Drivers for a CUDA version; without a patch, or for a patch that is not listed, those of
/// the nearest older patch of the same minor version (or its oldest).
pub fn minimum_driver(cuda: CudaVersion) -> Option<DriverMinimum> {
    let mut rows: Vec<_> =
        DRIVERS.rows().filter_map(read_driver).filter(|row| row.cuda.same_minor(cuda)).collect();
    rows.sort_by_key(|row| row.cuda);
    let wanted = cuda.patch.unwrap_or_default();
    let older = rows.iter().rev().find(|row| row.cuda.patch.unwrap_or_default() <= wanted);
    older.or(rows.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuda(text: &str) -> CudaVersion {
        CudaVersion::parse(text).expect("a version")
    }

    fn capability(text: &str) -> ComputeCapability {
        ComputeCapability::parse(text).expect("a capability")
    }

    #[test]
    fn capabilities() {
        for (text, expected) in
            [("8.6", "8.6"), ("86", "8.6"), ("sm_120", "12.0"), ("9.0a", "9.0"), ("12.0+PTX", "12.0")]
        {
            assert_eq!(capability(text).to_string(), expected);
        }
        assert_eq!(ComputeCapability::parse("x"), None);
        assert_eq!(ComputeCapability::parse(""), None);
        assert_eq!(capability("9.0").sm(), "sm_90");
    }

    #[test]
    fn gpus_by_name() {
        let table = [
            ("RTX 4090", "8.9"),
            ("geforce rtx-4090", "8.9"),
            ("Tesla T4", "7.5"),
            ("A100", "8.0"),
            ("h100", "9.0"),
            ("GB300", "10.3"),
            ("RTX 5090", "12.0"),
            ("GTX 1660", "7.5"),
            ("V100", "7.0"),
            ("A100-SXM4-80GB", "8.0"),
            ("NVIDIA GeForce RTX 4090 Laptop GPU", "8.9"),
        ];
        for (name, expected) in table {
            let found = gpu(name).map(|gpu| gpu.capability.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{name}");
        }
        assert_eq!(gpu("Voodoo 2"), None);
    }

    #[test]
    fn nvcc_lists_are_exact() {
        let table = [
            ("12.8", "12.0", true),
            ("12.8", "10.3", false),
            ("12.6", "12.0", false),
            ("13.0", "7.0", false),
            ("11.8.0", "9.0", true),
        ];
        for (version, arch, expected) in table {
            let row = nvcc_archs(cuda(version)).expect(version);
            assert_eq!(row.covers(capability(arch)), expected, "{version} {arch}");
        }
        assert_eq!(nvcc_archs(cuda("13.3")), None);
        assert_eq!(first_cuda_for(capability("12.0")), Some(cuda("12.8")));
        assert_eq!(first_cuda_for(capability("8.6")), Some(cuda("11.1")));
    }

    #[test]
    fn torch_wheels() {
        let wheel = torch_archs("2.4.1", cuda("12.1"), "linux/amd64").expect("established");
        assert!(wheel.covers(capability("8.9")) && !wheel.covers(capability("12.0")));
        let newer = torch_archs("2.13.0", cuda("13.0"), "linux/amd64").expect("established");
        assert!(newer.covers(capability("12.1")) && !newer.covers(capability("7.0")));
        assert_eq!(torch_archs("2.6.0", cuda("12.4"), "linux/amd64"), None);
    }

    #[test]
    fn drivers() {
        for (version, linux) in
            [("12.4.1", "550.54.15"), ("12.4", "550.54.14"), ("11.8.0", "520.61.05"), ("13.0.3", "580.95.05")]
        {
            assert_eq!(minimum_driver(cuda(version)).map(|d| d.linux), Some(linux), "{version}");
        }
        let driver = minimum_driver(cuda("12.4.1")).expect("listed");
        assert!(driver.is_met_by("550.54.15") && driver.is_met_by("535.104.05"));
        assert!(!driver.is_met_by("520.61.05"));
        assert_eq!(minimum_driver(cuda("14.0")), None);
    }
}
