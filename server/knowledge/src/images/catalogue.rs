//! Names of images that people start from, with a line on each.

use crate::pattern::canonical_repository;
use crate::table::{Table, cells, known, table};

pub(crate) const TABLE: Table = table!("catalogue");

/// An image that completion offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// As in `FROM`.
    pub repository: &'static str,
    /// Whether it is made for machine learning.
    pub ml: bool,
    /// What it is, in one line.
    pub about: &'static str,
    /// Where people read about it.
    pub page: Option<&'static str>,
}

pub(crate) fn read(row: &'static str) -> Option<CatalogueEntry> {
    let [repository, kind, about, page] = cells(row)?;
    matches!(kind, "ml" | "general").then_some(CatalogueEntry {
        repository,
        ml: kind == "ml",
        about,
        page: known(page),
    })
}

/// All images of the catalogue: machine learning first, the most used first in each kind.
pub fn catalogue() -> impl Iterator<Item = CatalogueEntry> {
    TABLE.rows().filter_map(read)
}

/// One image, however its Docker Hub name is written.
pub fn catalogue_entry(repository: &str) -> Option<CatalogueEntry> {
    let name = canonical_repository(repository);
    catalogue().find(|entry| entry.repository == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_unique_and_short() {
        let mut names: Vec<_> = catalogue().map(|entry| entry.repository).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count > 100);
        assert!(catalogue().all(|entry| entry.about.len() <= 90));
        assert!(catalogue().map(|entry| !entry.ml).is_sorted());
    }

    #[test]
    fn by_name() {
        assert!(catalogue_entry("docker.io/nvidia/cuda").expect("known").ml);
        assert!(!catalogue_entry("library/python").expect("known").ml);
        assert_eq!(catalogue_entry("no/such"), None);
    }
}
