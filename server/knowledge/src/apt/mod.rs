//! What `apt-get install` brings on Debian: packages, bytes, and names that do not exist.
//!
//! Three releases are embedded (amd64, main, as of the tables' date), with every package that
//! some 490 common names can pull in. Ubuntu's archive is not embedded: the nearest Debian
//! release stands in for it, and results say so (`approximate`).

mod archive;
mod closure;
mod files;
mod generated;
mod names;
mod preinstalled;

pub use archive::{Kind, Package};
pub use closure::{Installation, Request, install};
pub use files::{FileShares, Gzip, file_shares};
pub use generated::{Generated, generated};
pub use names::{NameStatus, common_names, name_status};
pub use preinstalled::{base_packages, preinstalled};

pub(crate) use archive::TABLES;
pub(crate) use archive::read as read_package;
pub(crate) use files::{SECTIONS, TABLE as FILES, read as read_files, read_section};
pub(crate) use generated::{TABLE as GENERATED, read as read_generated};
pub(crate) use names::{TABLE as NAMES, read as read_name};
pub(crate) use preinstalled::{BASE, IMAGES, read_base, read_image};

/// A Debian release whose packages are embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Archive {
    Bullseye,
    Bookworm,
    Trixie,
}

impl Archive {
    pub const ALL: [Archive; 3] = [Archive::Bullseye, Archive::Bookworm, Archive::Trixie];

    /// The codename.
    pub const fn codename(self) -> &'static str {
        match self {
            Archive::Bullseye => "bullseye",
            Archive::Bookworm => "bookworm",
            Archive::Trixie => "trixie",
        }
    }

    /// The archive that answers for a distribution, and whether it is only a stand-in.
    /// Ubuntu 22.04 lies between bullseye and bookworm, 24.04 between bookworm and trixie
    /// (with trixie's t64 names).
    pub fn for_distro(id: &str, version: &str) -> Option<(Archive, bool)> {
        Some(match (id, version) {
            ("debian", "11") => (Archive::Bullseye, false),
            ("debian", "12") => (Archive::Bookworm, false),
            ("debian", "13") => (Archive::Trixie, false),
            ("ubuntu", "18.04" | "20.04") => (Archive::Bullseye, true),
            ("ubuntu", "22.04") => (Archive::Bookworm, true),
            ("ubuntu", "24.04" | "26.04") => (Archive::Trixie, true),
            _ => return None,
        })
    }
}
