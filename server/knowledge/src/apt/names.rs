//! Common package names and whether a release has them.

use super::Archive;
use crate::table::{Table, cells, table};

pub(crate) const TABLE: Table = table!("apt_names");

/// What a release makes of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameStatus {
    /// A package of that name exists.
    Exists,
    /// It is part of the slim image.
    Base,
    /// Another package provides it.
    AliasOf(&'static str),
    /// No such name: the install fails.
    Absent,
}

/// A common name, how many Dockerfiles of a public sample install it, and its status by release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub name: &'static str,
    pub dockerfiles: u32,
    status: [NameStatus; 3],
}

impl Name {
    /// Its status in a release.
    pub fn status(&self, archive: Archive) -> NameStatus {
        self.status[archive as usize]
    }
}

fn status(cell: &'static str) -> Option<NameStatus> {
    Some(match cell {
        "ok" => NameStatus::Exists,
        "base" => NameStatus::Base,
        "absent" => NameStatus::Absent,
        other => NameStatus::AliasOf(other.strip_prefix("alias:")?),
    })
}

pub(crate) fn read(row: &'static str) -> Option<Name> {
    let [name, dockerfiles, bullseye, bookworm, trixie] = cells(row)?;
    Some(Name {
        name,
        dockerfiles: dockerfiles.parse().ok()?,
        status: [status(bullseye)?, status(bookworm)?, status(trixie)?],
    })
}

/// What a release makes of a common name; `None` for names outside the table.
pub fn name_status(archive: Archive, name: &str) -> Option<NameStatus> {
    let row = TABLE.find(name).next()?;
    Some(read(row)?.status(archive))
}

/// All common names, in alphabetical order.
pub fn common_names() -> impl Iterator<Item = Name> {
    TABLE.rows().filter_map(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_by_release() {
        let table = [
            ("libgl1-mesa-glx", Archive::Bookworm, Some(NameStatus::Exists)),
            ("libgl1-mesa-glx", Archive::Trixie, Some(NameStatus::Absent)),
            ("bash", Archive::Bookworm, Some(NameStatus::Base)),
            ("git-core", Archive::Bookworm, Some(NameStatus::AliasOf("git"))),
            ("no-such-package", Archive::Bookworm, None),
        ];
        for (name, archive, expected) in table {
            assert_eq!(name_status(archive, name), expected, "{name}");
        }
    }
}
