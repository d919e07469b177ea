//! The tags of nvidia/cuda (docker.io and nvcr.io carry the same ones) from CUDA 10.0 on.
//!
//! Source: two mirrors of NVIDIA's container repository and a listing of the Hub; see
//! `data/cuda_tags.tsv`. A tag that the table lacks may exist if it is newer than the table.

mod components;
mod nearest;
mod notes;
mod packages;
mod tag;

pub use components::{Components, components, require_cuda};
pub use nearest::nearest_live;
pub use notes::{DELETION_POLICY, newest_patch, notes};
pub use packages::{NvidiaPackage, cuda_in_name, held_packages, nvidia_packages};
pub use tag::{Flavor, TagParts};

use crate::table::{Table, cells, known, packed_table};
use crate::version::CudaVersion;
use std::cmp::Reverse;
use std::sync::LazyLock;

pub(crate) const TABLE: Table = packed_table!("cuda_tags");
pub(crate) use components::{TABLE as COMPONENTS, read as read_components};
pub(crate) use packages::{TABLE as NVIDIA_PACKAGES, read as read_nvidia_package};

/// Whether a tag can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Listed as supported by NVIDIA.
    Supported,
    /// Used in public after the last document that was read: newer than the table.
    Seen,
    /// Listed as unsupported: it may still be pullable, and will be deleted.
    EndOfLife,
    /// Gone from both of NVIDIA's lists: deleted, as far as its policy says.
    Removed,
}

impl Status {
    /// Whether the tag is worth starting from: supported, or newer than the table.
    pub const fn is_live(self) -> bool {
        matches!(self, Status::Supported | Status::Seen)
    }

    /// In words, as a hover shows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Supported => "supported",
            Status::Seen => "seen in use",
            Status::EndOfLife => "end of life",
            Status::Removed => "removed",
        }
    }

    fn parse(cell: &str) -> Option<Self> {
        Some(match cell {
            "supported" => Status::Supported,
            "seen" => Status::Seen,
            "eol" => Status::EndOfLife,
            "removed" => Status::Removed,
            _ => return None,
        })
    }
}

/// cuDNN in an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cudnn {
    /// The part of the tag: `cudnn8`, `cudnn`.
    pub tag_part: &'static str,
    /// The exact version, such as `8.9.6.50`, where the Dockerfile was read.
    pub version: Option<&'static str>,
}

/// One tag of nvidia/cuda. Dates are `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CudaTag {
    pub name: &'static str,
    pub cuda: CudaVersion,
    pub flavor: Flavor,
    pub cudnn: Option<Cudnn>,
    pub tensorrt: bool,
    /// `ubuntu22.04`, `ubi9`, …; empty in old tags.
    pub os: &'static str,
    pub release_candidate: bool,
    /// `amd64,arm64`; empty where not established.
    architectures: &'static str,
    pub status: Status,
    /// First and last date on which NVIDIA's document listed the tag as supported.
    pub first_documented: Option<&'static str>,
    pub last_documented: Option<&'static str>,
    /// NVIDIA's own estimate (chart of 2024-12) of when the tag is deleted.
    pub deletion_estimate: Option<&'static str>,
    /// The day on which the Hub itself returned the tag.
    pub hub_seen: Option<&'static str>,
    /// Which document says so; the table's `sources` line explains the code.
    pub source: &'static str,
}

impl CudaTag {
    /// The tag's parts.
    pub fn parts(&self) -> TagParts<'static> {
        TagParts {
            cuda: self.cuda,
            flavor: self.flavor,
            cudnn: self.cudnn.map(|cudnn| cudnn.tag_part),
            tensorrt: self.tensorrt,
            os: self.os,
            release_candidate: self.release_candidate,
        }
    }

    /// `linux/amd64`, `linux/arm64`, …; none where not established.
    pub fn platforms(&self) -> impl Iterator<Item = String> + use<> {
        let architectures = self.architectures.split(',');
        architectures.filter(|arch| !arch.is_empty()).map(|arch| format!("linux/{arch}"))
    }
}

pub(crate) fn read(row: &'static str) -> Option<CudaTag> {
    let [name, cudnn_version, architectures, status, first, last, deletion, hub, source] = cells(row)?;
    let parts = TagParts::parse(name)?;
    Some(CudaTag {
        name,
        cuda: parts.cuda,
        flavor: parts.flavor,
        cudnn: parts.cudnn.map(|tag_part| Cudnn { tag_part, version: known(cudnn_version) }),
        tensorrt: parts.tensorrt,
        os: parts.os,
        release_candidate: parts.release_candidate,
        architectures,
        status: Status::parse(status)?,
        first_documented: known(first),
        last_documented: known(last),
        deletion_estimate: known(deletion),
        hub_seen: known(hub),
        source,
    })
}

/// The tag, if the table knows it.
pub fn find(tag: &str) -> Option<CudaTag> {
    TABLE.find(tag).next().and_then(read)
}

/// Reads a tag by the grammar, whether or not it exists.
pub fn parse_tag(tag: &str) -> Option<TagParts<'_>> {
    TagParts::parse(tag)
}

/// Every tag in the order in which completion offers them: live ones first, then end of
/// life, then removed; in each the newest CUDA, base before runtime before devel, without
/// cuDNN before with, Ubuntu before other systems and newer releases first.
pub fn all_newest_first() -> &'static [CudaTag] {
    static TAGS: LazyLock<Vec<CudaTag>> = LazyLock::new(|| {
        let mut tags = TABLE.read(read);
        tags.sort_by_cached_key(rank);
        tags
    });
    &TAGS
}

fn rank(tag: &CudaTag) -> impl Ord + use<> {
    let age = match tag.status {
        Status::Supported | Status::Seen => 0,
        Status::EndOfLife => 1,
        Status::Removed => 2,
    };
    (age, order_key(&tag.parts()), tag.name)
}

/// Orders tags by their parts: the newest CUDA first, base before runtime before devel, without
/// cuDNN before with, Ubuntu before other systems and newer releases first.
pub fn order_key(parts: &TagParts<'_>) -> impl Ord + use<> {
    let system = (os_rank(parts.os), Reverse(tag::os_number(tag::split_os(parts.os).1)));
    let version = Reverse((parts.cuda, !parts.release_candidate));
    (version, parts.flavor, parts.tensorrt, parts.cudnn.is_some(), system)
}

/// Ubuntu first, as nine in ten Dockerfiles on CUDA do.
fn os_rank(os: &str) -> usize {
    const ORDER: [&str; 4] = ["ubuntu", "rockylinux", "ubi", "oraclelinux"];
    let name = tag::split_os(os).0;
    ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tags() {
        let tag = find("11.8.0-cudnn8-runtime-ubuntu22.04").expect("in the table");
        assert_eq!(tag.status, Status::EndOfLife);
        assert_eq!(tag.cudnn.and_then(|c| c.version), Some("8.9.6.50"));
        assert_eq!(tag.platforms().collect::<Vec<_>>(), ["linux/amd64", "linux/arm64"]);
        assert_eq!(find("12.8.2-cudnn-runtime-ubuntu22.04"), None);
        assert_eq!(find("latest"), None);
    }

    #[test]
    fn every_tag_is_found_by_its_name() {
        assert_eq!(all_newest_first().len(), TABLE.rows().count());
        for tag in all_newest_first() {
            assert_eq!(find(tag.name).as_ref(), Some(tag));
            assert_eq!(tag.parts().to_string(), tag.name);
        }
    }

    #[test]
    fn completion_order() {
        let first: Vec<&str> = all_newest_first().iter().map(|t| t.name).take(3).collect();
        assert_eq!(
            first,
            ["13.4.2-base-ubuntu24.04", "13.4.2-runtime-ubuntu24.04", "13.4.2-cudnn-runtime-ubuntu24.04"]
        );
        let order: Vec<_> = all_newest_first().iter().map(|t| t.status.is_live()).collect();
        assert!(order.is_sorted_by_key(|live| !live));
    }
}
