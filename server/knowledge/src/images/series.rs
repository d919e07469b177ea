//! When a release series of an official image ends: `python:3.8`, `node:18`.

use crate::pattern::canonical_repository;
use crate::table::{Table, cells, table};

pub(crate) const TABLE: Table = table!("release_series");

pub(crate) fn read(row: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let [repository, series, end] = cells(row)?;
    (end.len() == "YYYY-MM-DD".len()).then_some((repository, series, end))
}

/// The release series of one repository.
#[derive(Clone, Debug, Default)]
pub struct ReleaseSeries(Vec<(&'static str, &'static str)>);

impl ReleaseSeries {
    /// Those of `python`, however its Docker Hub name is written; none where no series are known.
    pub fn of(repository: &str) -> Self {
        let rows = TABLE.find(canonical_repository(repository)).filter_map(read);
        Self(rows.map(|(_, series, end)| (series, end)).collect())
    }

    /// The last day of support of the series that a tag belongs to (`YYYY-MM-DD`); `None` where none is known.
    pub fn end(&self, tag: &str) -> Option<&'static str> {
        let version = tag.split('-').next().unwrap_or_default();
        let is_of = |series: &str| {
            version.strip_prefix(series).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.0.iter().find(|(series, _)| is_of(series)).map(|(_, end)| *end)
    }
}

/// The last day of support of the series that a tag belongs to (`YYYY-MM-DD`); `None` where no
/// series is known.
pub fn series_end(repository: &str, tag: &str) -> Option<&'static str> {
    ReleaseSeries::of(repository).end(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_of_tags() {
        for (repository, tag, end) in [
            ("python", "3.8-slim", Some("2024-10-07")),
            ("docker.io/library/python", "3.8.20", Some("2024-10-07")),
            ("python", "3.80", None),
            ("python", "latest", None),
            ("node", "18-bookworm", Some("2025-04-30")),
            ("node", "180", None),
            ("debian", "3.8", None),
        ] {
            assert_eq!(series_end(repository, tag), end, "{repository}:{tag}");
        }
    }
}
