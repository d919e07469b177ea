//! The package table of one release, searched in place.

use super::Archive;
use crate::table::{Table, cells, packed_table};
use std::sync::LazyLock;

pub(crate) const TABLES: [Table; 3] =
    [packed_table!("apt_bullseye"), packed_table!("apt_bookworm"), packed_table!("apt_trixie")];

/// How apt sees a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An ordinary package.
    Package,
    /// In the slim image already: costs nothing.
    Base,
    /// Another name (old or virtual) for its first dependency.
    Alias,
}

/// One package of an archive. Sizes are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    pub name: &'static str,
    pub section: &'static str,
    pub kind: Kind,
    /// Installed-Size of the index, in bytes.
    pub installed_bytes: u64,
    /// Size of the .deb.
    pub deb_bytes: u64,
    pub(super) depends: &'static str,
    pub(super) recommends: &'static str,
}

pub(crate) fn read(row: &'static str) -> Option<Package> {
    let [name, section, installed, deb, depends, recommends] = cells(row)?;
    Some(Package {
        name,
        section,
        kind: match section {
            "=base" => Kind::Base,
            "=alias" => Kind::Alias,
            _ => Kind::Package,
        },
        installed_bytes: installed.parse().ok()?,
        deb_bytes: deb.parse().ok()?,
        depends,
        recommends,
    })
}

/// A table taken apart, so that dependencies can be row numbers: a closure looks at the same rows over and
/// over.
pub(super) struct Index {
    /// In the order of the table, which is that of the names.
    packages: Vec<Option<Package>>,
}

impl Index {
    /// The index of a release, built at first use (about 3,000 rows).
    pub(super) fn of(archive: Archive) -> &'static Index {
        static INDEXES: [LazyLock<Index>; 3] = [
            LazyLock::new(|| Index::build(&TABLES[0])),
            LazyLock::new(|| Index::build(&TABLES[1])),
            LazyLock::new(|| Index::build(&TABLES[2])),
        ];
        &INDEXES[archive as usize]
    }

    fn build(table: &Table) -> Index {
        Index { packages: table.body().lines().map(read).collect() }
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.packages.len()
    }

    /// The row's package. `number` comes from this table, whose rows a test reads one by one.
    pub(super) fn package(&self, number: usize) -> Option<&Package> {
        self.packages.get(number)?.as_ref()
    }

    /// The number of the package with this name.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let name_of = |package: &Option<Package>| package.as_ref().map_or("", |package| package.name);
        self.packages.binary_search_by(|package| name_of(package).cmp(name)).ok()
    }
}
