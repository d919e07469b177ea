//! What registries, package indexes and archives send.

pub use external::untrusted::{
    layer, package_lists, project_files, registry_answers, repository_indexes, rpm_database, wheel_directory,
};
