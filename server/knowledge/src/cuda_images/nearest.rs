//! The tag to use instead of one that is gone or ends.

use super::{CudaTag, Status, TagParts, all_newest_first, tag};
use crate::version::{CudaVersion, compare};
use std::cmp::Ordering;

/// The live tag nearest to `tag`, which may be missing from the table, end of life, without
/// a version (`latest`) or break the grammar. The flavour is kept before cuDNN, cuDNN before
/// the CUDA major version, that before the operating system; then the nearest CUDA version,
/// upwards first. Without any version: the newest supported `base` image on Ubuntu.
pub fn nearest_live(tag: &str) -> Option<&'static CudaTag> {
    let live = || all_newest_first().iter().filter(|tag| tag.status.is_live());
    match TagParts::parse_loosely(tag) {
        Some(wanted) => {
            let suffix_counts = suffix_exists(&wanted);
            live().min_by_key(|candidate| distance(&wanted, candidate, suffix_counts))
        }
        None => live().find(|tag| tag.status == Status::Supported && tag.os.starts_with("ubuntu")),
    }
}

/// How much a candidate departs from what was written, the most important part first.
type Distance = (bool, bool, bool, u16, (u8, u32), bool, (u32, u32), bool);

fn distance(wanted: &TagParts<'_>, candidate: &CudaTag, suffix_counts: bool) -> Distance {
    let parts = candidate.parts();
    (
        wanted.flavor != parts.flavor,
        wanted.tensorrt != parts.tensorrt,
        wanted.cudnn.is_some() != parts.cudnn.is_some(),
        wanted.cuda.major.abs_diff(parts.cuda.major),
        os_distance(wanted.os, parts.os),
        suffix_counts && wanted.cudnn_major() != parts.cudnn_major(),
        cuda_distance(wanted.cuda, parts.cuda),
        candidate.status != Status::Supported,
    )
}

/// Whether images of this CUDA version carry this cuDNN; if not, the suffix says little.
fn suffix_exists(wanted: &TagParts<'_>) -> bool {
    all_newest_first()
        .iter()
        .any(|tag| tag.cuda == wanted.cuda && tag.parts().cudnn_major() == wanted.cudnn_major())
}

/// Minor steps first (a step down costs more than any step up), then patches from the newest.
fn cuda_distance(wanted: CudaVersion, candidate: CudaVersion) -> (u32, u32) {
    let scale = |version: CudaVersion| u32::from(version.major) * 100 + u32::from(version.minor);
    let (from, to) = (scale(wanted), scale(candidate));
    let steps = match to.cmp(&from) {
        Ordering::Less => 10_000 + from - to,
        Ordering::Equal | Ordering::Greater => to - from,
    };
    (steps, 1_000 - u32::from(candidate.patch.unwrap_or_default()))
}

/// The same system, then newer and older releases of it, then the same package manager;
/// among releases the nearest.
fn os_distance(wanted: &str, candidate: &str) -> (u8, u32) {
    let ((name, version), (other, other_version)) = (tag::split_os(wanted), tag::split_os(candidate));
    if wanted.is_empty() {
        return (u8::from(other != "ubuntu"), 0);
    }
    let class = match compare(other_version, version) {
        Ordering::Equal if name == other => 0,
        Ordering::Greater if name == other => 1,
        Ordering::Less if name == other => 2,
        _ if name != "ubuntu" && other == "rockylinux" => 3,
        _ if (name == "ubuntu") == (other == "ubuntu") => 4,
        _ => 5,
    };
    (class, tag::os_number(version).abs_diff(tag::os_number(other_version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest() {
        let table = [
            ("12.4.0-cudnn8-runtime-ubuntu22.04", "12.4.1-cudnn-runtime-ubuntu22.04"),
            ("12.4.0-cudnn8-devel-ubuntu20.04", "12.4.1-cudnn-devel-ubuntu20.04"),
            ("12.4.1-cudnn8-devel-ubuntu22.04", "12.4.1-cudnn-devel-ubuntu22.04"),
            ("12.3.2-cudnn-runtime-ubuntu22.04", "12.3.2-cudnn9-runtime-ubuntu22.04"),
            ("12.8.1-cudnn-runtime-ubuntu22.04", "12.9.2-cudnn-runtime-ubuntu22.04"),
            ("12.8.0-runtime-ubuntu22.04", "12.8.2-runtime-ubuntu22.04"),
            ("12.8.1-base-ubuntu24.04", "12.8.2-base-ubuntu24.04"),
            ("11.8.0-cudnn8-runtime-ubuntu22.04", "12.0.1-cudnn8-runtime-ubuntu22.04"),
            ("12.4.1-runtime-cudnn-ubuntu22.04", "12.4.1-cudnn-runtime-ubuntu22.04"),
            ("12.7.1-devel-ubuntu22.04", "12.8.2-devel-ubuntu22.04"),
            ("13.1.0-runtime-ubuntu24.04", "13.1.2-runtime-ubuntu24.04"),
            ("latest", "13.3.1-base-ubuntu26.04"),
            ("", "13.3.1-base-ubuntu26.04"),
        ];
        for (tag, expected) in table {
            assert_eq!(nearest_live(tag).map(|t| t.name), Some(expected), "{tag}");
        }
    }

    #[test]
    fn a_live_tag_is_its_own_nearest() {
        for tag in all_newest_first().iter().filter(|tag| tag.status == Status::Supported) {
            let nearest = nearest_live(tag.name).map(|t| t.name);
            let newer = nearest.and_then(super::super::find).map(|t| t.cuda);
            assert!(newer >= Some(tag.cuda), "{} -> {nearest:?}", tag.name);
        }
    }
}
