//! TensorFlow releases: the CUDA and cuDNN they were tested with, and the GPU extra.

use super::closure::{Closure, part};
use super::release;
use crate::table::{Table, cells, known, table};
use crate::version::{CudaVersion, compare};
use std::cmp::{Ordering, Reverse};

pub(crate) const TABLE: Table = table!("tensorflow");

/// What is known of a TensorFlow release beyond `Release`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TensorflowRelease {
    pub version: &'static str,
    /// CUDA minor version of the tested build: what a base image must hold.
    pub cuda: Option<CudaVersion>,
    /// cuDNN `major.minor` of the tested build.
    pub cudnn: Option<&'static str>,
    tested_pythons: &'static str,
    and_cuda: &'static str,
}

impl TensorflowRelease {
    /// Pythons of the tested-build table, as `3.11`.
    pub fn tested_pythons(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.tested_pythons.split(' ').filter(|word| !word.is_empty())
    }

    /// What the extra `and-cuda` adds; empty before 2.14, which had none.
    pub fn and_cuda(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.and_cuda.split(' ').filter(|word| !word.is_empty())
    }
}

pub(crate) fn read(row: &'static str) -> Option<TensorflowRelease> {
    let [version, cuda, cudnn, tested_pythons, and_cuda] = cells(row)?;
    Some(TensorflowRelease {
        version,
        cuda: match cuda {
            "" => None,
            cuda => Some(CudaVersion::parse(cuda)?),
        },
        cudnn: known(cudnn),
        tested_pythons,
        and_cuda,
    })
}

/// A TensorFlow release; for a patch that is not listed, its minor version's row.
pub fn tensorflow(version: &str) -> Option<TensorflowRelease> {
    let rows = || TABLE.rows().filter_map(read);
    let minor = |version: &str| crate::version::Version::parse(version).major_minor();
    rows()
        .find(|row| compare(row.version, version) == Ordering::Equal)
        .or_else(|| rows().find(|row| minor(row.version) == minor(version)))
}

/// What `tensorflow[and-cuda]` brings on Linux x86_64: the wheel and those of its GPU wheels
/// whose size is known; the others are named in `unknown`.
pub fn tensorflow_gpu_closure(version: &str) -> Option<Closure> {
    let mut closure =
        Closure { parts: Vec::from_iter(part(&release("tensorflow", version)?)), unknown: Vec::new() };
    for requirement in tensorflow(version)?.and_cuda() {
        closure.add(requirement);
    }
    closure.parts.sort_by_key(|part| Reverse(part.uncompressed_bytes));
    Some(closure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tested_builds() {
        for (version, cuda, cudnn) in
            [("2.15.1", "12.2", "8.9"), ("2.21.0", "12.5", "9.3"), ("2.4.1", "11.0", "8.0")]
        {
            let row = tensorflow(version).expect(version);
            assert_eq!(row.cuda.map(|c| c.to_string()).as_deref(), Some(cuda));
            assert_eq!(row.cudnn, Some(cudnn));
        }
        assert!(tensorflow("1.15.0").is_none());
        assert_eq!(tensorflow("2.13.1").expect("known").and_cuda().count(), 0);
    }

    #[test]
    fn the_extra_adds_gigabytes() {
        let closure = tensorflow_gpu_closure("2.20.0").expect("known");
        assert!(closure.uncompressed_bytes() > 1_824_149_731, "{closure:?}");
    }
}
