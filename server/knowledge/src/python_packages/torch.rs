//! PyTorch releases: companions, CUDA builds, and all that its wheel pulls in.

use super::{Release, release, releases};
use crate::table::{Table, cells, known, number, table};
use crate::version::{CudaVersion, compare};
use std::cmp::Ordering;

pub(crate) const TABLE: Table = table!("torch");

/// What is known of a torch release beyond [`Release`]. `None` and empty mean unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TorchRelease {
    pub version: &'static str,
    torchvision: &'static str,
    torchaudio: &'static str,
    /// CUDA minor version of the default wheel; unknown before 1.13, where the wheel holds
    /// the libraries itself.
    pub default_cuda: Option<CudaVersion>,
    /// cuDNN, NCCL and triton that the default wheel pins.
    pub cudnn: Option<&'static str>,
    pub nccl: Option<&'static str>,
    pub triton: Option<&'static str>,
    index_builds: &'static str,
    stable_cuda: &'static str,
    experimental_cuda: &'static str,
    cudnn_by_cuda: &'static str,
    /// ROCm version of the AMD build.
    pub rocm: Option<&'static str>,
    /// Bytes of the nvidia-* and triton wheels that the default wheel pins: downloads, files.
    gpu_wheel_bytes: Option<u64>,
    gpu_uncompressed_bytes: Option<u64>,
}

impl TorchRelease {
    /// torchvision versions made for this torch.
    pub fn torchvision(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.torchvision)
    }

    /// torchaudio versions made for this torch.
    pub fn torchaudio(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.torchaudio)
    }

    /// Builds on PyTorch's own index (`cpu`, `cu118`, …): the listed ones, or for releases
    /// whose listing is unknown those that the release notes promise.
    pub fn index_builds(&self) -> Vec<String> {
        if !self.index_builds.is_empty() {
            return words(self.index_builds).map(str::to_owned).collect();
        }
        let mut builds: Vec<String> = self.cuda_versions().map(CudaVersion::wheel_tag).collect();
        if !builds.is_empty() {
            builds.insert(0, "cpu".to_owned());
        }
        builds
    }

    /// CUDA versions that the release notes name, stable ones first.
    pub fn cuda_versions(&self) -> impl Iterator<Item = CudaVersion> + use<> {
        words(self.stable_cuda).chain(words(self.experimental_cuda)).filter_map(CudaVersion::parse)
    }

    /// cuDNN of the build for this CUDA minor version.
    pub fn cudnn_for(&self, cuda: CudaVersion) -> Option<&'static str> {
        words(self.cudnn_by_cuda).find_map(|pair| {
            let (build, cudnn) = pair.split_once(':')?;
            CudaVersion::parse(build)?.same_minor(cuda).then_some(cudnn)
        })
    }

    /// Requires-Python, wheel tags and sizes.
    pub fn release(&self) -> Option<Release> {
        release("torch", self.version)
    }
}

fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(' ').filter(|word| !word.is_empty())
}

pub(crate) fn read(row: &'static str) -> Option<TorchRelease> {
    let [
        version,
        torchvision,
        torchaudio,
        default_cuda,
        cudnn,
        nccl,
        triton,
        index_builds,
        stable_cuda,
        experimental_cuda,
        cudnn_by_cuda,
        rocm,
        gpu_wheel,
        gpu_unpacked,
    ] = cells(row)?;
    Some(TorchRelease {
        version,
        torchvision,
        torchaudio,
        default_cuda: match default_cuda {
            "" => None,
            cuda => Some(CudaVersion::parse(cuda)?),
        },
        cudnn: known(cudnn),
        nccl: known(nccl),
        triton: known(triton),
        index_builds,
        stable_cuda,
        experimental_cuda,
        cudnn_by_cuda,
        rocm: known(rocm),
        gpu_wheel_bytes: number(gpu_wheel)?,
        gpu_uncompressed_bytes: number(gpu_unpacked)?,
    })
}

/// All torch releases known, newest first.
pub fn torch_releases() -> impl Iterator<Item = TorchRelease> {
    TABLE.rows().filter_map(read)
}

/// A torch release; a local part (`+cu121`) is ignored.
pub fn torch(version: &str) -> Option<TorchRelease> {
    let public = version.split('+').next().unwrap_or_default();
    torch_releases().find(|torch| compare(torch.version, public) == Ordering::Equal)
}

/// The torch release that a torchvision or torchaudio version belongs to; `None` for other
/// packages and where it is not known.
pub fn torch_for_companion(package: &str, version: &str) -> Option<TorchRelease> {
    let public = version.split('+').next().unwrap_or_default();
    let same = |candidate: &str| compare(candidate, public) == Ordering::Equal;
    torch_releases().find(|torch| match package {
        "torchvision" => torch.torchvision().any(same),
        "torchaudio" => torch.torchaudio().any(same),
        _ => false,
    })
}

/// One wheel of a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosurePart {
    pub package: &'static str,
    pub version: &'static str,
    /// As downloaded, and the files in it, in bytes.
    pub wheel_bytes: u64,
    pub uncompressed_bytes: u64,
}

/// A wheel with the GPU libraries that it pins; small pure-Python dependencies left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Largest first.
    pub parts: Vec<ClosurePart>,
    /// Pins whose size is not known.
    pub unknown: Vec<&'static str>,
}

impl Closure {
    /// Bytes downloaded.
    pub fn wheel_bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.wheel_bytes).sum()
    }

    /// Bytes of the files installed.
    pub fn uncompressed_bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.uncompressed_bytes).sum()
    }

    /// Adds the release that satisfies `requirement`, the newest one when several do.
    pub(super) fn add(&mut self, requirement: &'static str) {
        let end = requirement.find(['=', '<', '>', '~', '!']).unwrap_or(requirement.len());
        let (name, constraint) = requirement.split_at(end);
        let fits = |release: &Release| satisfies(release.version, constraint);
        match releases(name).find(fits).and_then(|release| part(&release)) {
            Some(part) => self.parts.push(part),
            None => self.unknown.push(requirement),
        }
    }
}

pub(super) fn part(release: &Release) -> Option<ClosurePart> {
    Some(ClosurePart {
        package: release.package,
        version: release.version,
        wheel_bytes: release.wheel_bytes?,
        uncompressed_bytes: release.uncompressed_bytes?,
    })
}

/// `==1.2.*`, `~=1.2.0`, `>=1,<2`: the forms that these wheels use.
fn satisfies(version: &str, constraint: &str) -> bool {
    constraint.split(',').all(|clause| clause_holds(version, clause))
}

fn clause_holds(version: &str, clause: &str) -> bool {
    let split = clause.find(|c: char| c.is_ascii_digit()).unwrap_or(clause.len());
    let (operator, bound) = clause.split_at(split);
    let order = compare(version, bound.trim_end_matches(".*"));
    match operator {
        "" => true,
        "==" if bound.ends_with(".*") => has_prefix(version, bound.trim_end_matches(".*")),
        "==" => order == Ordering::Equal,
        ">=" => order != Ordering::Less,
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        ">" => order == Ordering::Greater,
        "~=" => {
            let series = bound.rsplit_once('.').map_or(bound, |(series, _)| series);
            order != Ordering::Less && has_prefix(version, series)
        }
        _ => order != Ordering::Equal,
    }
}

fn has_prefix(version: &str, prefix: &str) -> bool {
    version.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What `pip install torch==VERSION` brings from the default index on Linux x86_64: torch
/// and the nvidia-* and triton wheels that it pins.
pub fn torch_closure(version: &str) -> Option<Closure> {
    let release = release("torch", version)?;
    let mut closure = Closure { parts: Vec::from_iter(part(&release)), unknown: Vec::new() };
    // cuda-toolkit is an empty wheel whose extras name the others.
    release
        .requires()
        .filter(|requirement| !requirement.starts_with("cuda-toolkit"))
        .for_each(|requirement| closure.add(requirement));
    closure.parts.sort_by_key(|part| std::cmp::Reverse(part.uncompressed_bytes));
    Some(closure)
}

/// Ordinary packages that torch needs besides its GPU wheels, by name.
pub fn torch_dependencies(version: &str) -> Vec<&'static str> {
    let mut names = vec!["typing-extensions"];
    if compare(version, "2.0") != Ordering::Less {
        names.extend(["filelock", "sympy", "mpmath", "networkx", "jinja2", "markupsafe"]);
    }
    if compare(version, "2.1") != Ordering::Less {
        names.push("fsspec");
    }
    if compare(version, "2.5") != Ordering::Less {
        names.push("setuptools");
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions() {
        let torch = torch("2.3.1+cu121").expect("known");
        assert_eq!(torch.torchvision().collect::<Vec<_>>(), ["0.18.1"]);
        assert_eq!(torch.index_builds(), ["cpu", "cu118", "cu121"]);
        let owner = torch_for_companion("torchvision", "0.14.1").map(|t| t.version);
        assert_eq!(owner, Some("1.13.1"));
        let owner = torch_for_companion("torchaudio", "2.0.1").map(|t| t.version);
        assert_eq!(owner, Some("2.0.0"));
        assert!(torch_for_companion("torchtext", "0.18.0").is_none());
    }

    #[test]
    fn builds_after_the_listing_come_from_the_release_notes() {
        let torch = torch("2.14.1").expect("known");
        assert_eq!(torch.index_builds(), ["cpu", "cu126", "cu130", "cu132"]);
        let cuda = CudaVersion::parse("12.6").expect("a version");
        assert_eq!(torch.cudnn_for(cuda), Some("9.10.2.21"));
    }

    #[test]
    fn closures_equal_the_sums_measured() {
        for torch in torch_releases() {
            let (Some(wheels), Some(files)) = (torch.gpu_wheel_bytes, torch.gpu_uncompressed_bytes) else {
                continue;
            };
            let closure = torch_closure(torch.version).expect("a release");
            assert_eq!(closure.unknown, [""; 0], "{}", torch.version);
            let own = part(&torch.release().expect("a release")).expect("sizes");
            // The sums count two small build tools that 2.0, 2.1 and 2.4 name as ranges.
            let missing = own.wheel_bytes + wheels - closure.wheel_bytes();
            assert!(missing < 100_000, "{}: {missing}", torch.version);
            let missing = own.uncompressed_bytes + files - closure.uncompressed_bytes();
            assert!(missing < 500_000, "{}: {missing}", torch.version);
        }
    }

    #[test]
    fn the_example_of_the_readme_is_several_gigabytes() {
        let closure = torch_closure("1.13.1").expect("known");
        assert_eq!(closure.uncompressed_bytes(), 1_877_090_620 + 1_444_423_587);
        assert_eq!(closure.parts[0].package, "torch");
    }
}
