//! A wheel with all the GPU libraries that it pins.

use super::{Release, release, releases};
use crate::version::satisfies;
use std::cmp::Reverse;

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
    closure.parts.sort_by_key(|part| Reverse(part.uncompressed_bytes));
    Some(closure)
}

#[cfg(test)]
mod tests {
    use super::super::torch_releases;
    use super::*;

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
