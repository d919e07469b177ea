//! What the maintainer scripts of a package write when it is installed: no index counts it.
//!
//! Formats of TeX, a first database cluster, the caches that triggers build. Only what weighs: the rest is
//! within the error of dpkg's own state.

use super::Archive;
use crate::table::{Table, cells, table};

pub(crate) const TABLE: Table = table!("apt_generated");

/// Files below one folder that belong to no package. One row holds from its release on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    pub path: &'static str,
    pub bytes: u64,
    /// Permille that gzip leaves of them.
    pub gzip: u64,
}

/// The release from which on a row holds, and the row.
pub(crate) fn read(row: &'static str) -> Option<(Archive, Generated)> {
    let [name, debian, path, bytes, gzip] = cells(row)?;
    let (from, _) = Archive::for_distro("debian", debian)?;
    let generated = Generated { path, bytes: bytes.parse().ok()?, gzip: gzip.parse().ok()? };
    (!name.is_empty() && path.starts_with('/') && generated.gzip <= 1_000).then_some((from, generated))
}

/// What the scripts of a package write in a release.
pub fn generated(name: &str, archive: Archive) -> Option<Generated> {
    let rows = TABLE.find(name).filter_map(read).filter(|(from, _)| *from as usize <= archive as usize);
    rows.max_by_key(|(from, _)| *from as usize).map(|(_, generated)| generated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_package() {
        let cluster = generated("postgresql-15", Archive::Bookworm).expect("a row");
        assert_eq!(cluster.path, "/var/lib/postgresql");
        assert!(cluster.bytes > 30_000_000);
        assert_eq!(generated("postgresql-client-15", Archive::Bookworm), None);
        let formats = |archive| generated("texlive-latex-base", archive).map(|one| one.bytes);
        assert!(formats(Archive::Bullseye) < formats(Archive::Bookworm));
        assert_eq!(formats(Archive::Trixie), formats(Archive::Bookworm));
    }
}
