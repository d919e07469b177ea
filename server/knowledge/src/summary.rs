//! What is embedded, for `layerwise facts`.

use crate::table::Table;
use crate::{apt, cuda_arch, cuda_images, distros, env_variables, images, ngc, python_packages, vocabulary};

/// One embedded table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSummary {
    pub name: &'static str,
    pub rows: usize,
    pub columns: usize,
    /// Day or month up to which it is current.
    pub as_of: &'static str,
    /// Where its figures come from.
    pub source: &'static str,
    /// Holes and meanings worth knowing.
    pub notes: Option<&'static str>,
}

/// Whether a row can be read.
type Reads = fn(&'static str) -> bool;

/// Every table with the reader of its rows.
const TABLES: [(Table, Reads); 42] = [
    (cuda_images::TABLE, |row| cuda_images::read(row).is_some()),
    (cuda_images::COMPONENTS, |row| cuda_images::read_components(row).is_some()),
    (cuda_images::NVIDIA_PACKAGES, |row| cuda_images::read_nvidia_package(row).is_some()),
    (cuda_arch::DRIVERS, |row| cuda_arch::read_driver(row).is_some()),
    (cuda_arch::ARCHS, |row| cuda_arch::read_archs(row).is_some()),
    (cuda_arch::GPUS, |row| cuda_arch::read_gpu(row).is_some()),
    (cuda_arch::TORCH_ARCHS, |row| cuda_arch::read_torch_archs(row).is_some()),
    (python_packages::TABLE, |row| python_packages::read(row).is_some()),
    (python_packages::WHEELS, |row| python_packages::read_wheel(row).is_some()),
    (python_packages::TORCH, |row| python_packages::read_torch(row).is_some()),
    (python_packages::TENSORFLOW, |row| python_packages::read_tensorflow(row).is_some()),
    (python_packages::TRAITS, |row| python_packages::read_traits(row).is_some()),
    (python_packages::GPU_NEEDS, |row| python_packages::read_gpu_needs(row).is_some()),
    (python_packages::JAX_EXTRAS, |row| python_packages::read_jax_extra(row).is_some()),
    (images::CATALOGUE, |row| images::read_catalogue(row).is_some()),
    (images::OFFICIAL, |row| images::read_official(row).is_some()),
    (images::SEEN, |row| images::read_seen(row).is_some()),
    (images::SERIES, |row| images::read_series(row).is_some()),
    (images::EXACT, |row| images::read_exact(row).is_some()),
    (images::REPORTED, |row| images::read_reported(row).is_some()),
    (images::PYTHON, |row| images::read_python(row).is_some()),
    (images::ENVIRONMENT, |row| images::read_environment(row).is_some()),
    (images::DEFAULT_SUITES, |row| images::read_default_suite(row).is_some()),
    (ngc::TABLE, |row| ngc::read(row).is_some()),
    (distros::TABLE, |row| distros::read(row).is_some()),
    (apt::TABLES[0], |row| apt::read_package(row).is_some()),
    (apt::TABLES[1], |row| apt::read_package(row).is_some()),
    (apt::TABLES[2], |row| apt::read_package(row).is_some()),
    (apt::FILES, |row| apt::read_files(row).is_some()),
    (apt::SECTIONS, |row| apt::read_section(row).is_some()),
    (apt::GENERATED, |row| apt::read_generated(row).is_some()),
    (apt::NAMES, |row| apt::read_name(row).is_some()),
    (apt::BASE, |row| apt::read_base(row).is_some()),
    (apt::IMAGES, |row| apt::read_image(row).is_some()),
    (env_variables::TABLE, |row| env_variables::read(row).is_some()),
    (vocabulary::SIGNALS, |row| vocabulary::read_signal(row).is_some()),
    (vocabulary::LABELS, |row| vocabulary::read_label(row).is_some()),
    (vocabulary::LICENSES, |row| vocabulary::read_license(row).is_some()),
    (crate::python_archives::TABLE, |row| crate::python_archives::read(row).is_some()),
    (vocabulary::PORTS, |row| vocabulary::read_port(row).is_some()),
    (crate::renamed::TABLE, |row| crate::renamed::read(row).is_some()),
    (images::ESTIMATES, |row| images::read_estimate(row).is_some()),
];

/// All embedded tables.
pub fn summary() -> impl Iterator<Item = TableSummary> {
    TABLES.iter().map(|(table, _)| TableSummary {
        name: table.name,
        rows: table.rows().count(),
        columns: table.columns().count(),
        as_of: table.meta("as_of").unwrap_or_default(),
        source: table.meta("source").unwrap_or_default(),
        notes: table.meta("notes"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_row_of_every_table_can_be_read() {
        for (table, reads) in TABLES {
            let columns = table.columns().count();
            for row in table.rows() {
                assert!(reads(row), "{}: {row}", table.name);
                assert_eq!(row.split('\t').count(), columns, "{}: {row}", table.name);
            }
        }
    }

    #[test]
    fn tables_say_where_they_come_from() {
        for table in summary() {
            assert!(table.rows > 0 && table.as_of.starts_with("20") && !table.source.is_empty(), "{table:?}");
        }
    }

    #[test]
    fn sorted_tables_are_sorted() {
        for (table, _) in TABLES.iter().filter(|(table, _)| table.is_sorted()) {
            let keys: Vec<&str> = table.rows().filter_map(|row| row.split('\t').next()).collect();
            assert!(keys.is_sorted(), "{}", table.name);
        }
    }

    /// Tables that feed others when they are regenerated, and are not embedded themselves.
    const INPUTS: [&str; 2] = ["measured_wheels", "more_distros"];

    #[test]
    fn every_file_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let files = folder.read_dir().expect("the data folder").flatten();
        let names: BTreeSet<String> = files
            .filter_map(|file| file.file_name().to_str()?.strip_suffix(".tsv").map(str::to_owned))
            .filter(|name| !INPUTS.contains(&name.as_str()))
            .collect();
        let embedded: BTreeSet<String> = summary().map(|table| table.name.to_owned()).collect();
        assert_eq!(names, embedded);
    }
}
