//! What registries, package indexes and archives send, and what was kept of it.

pub use external::untrusted::{
    cache_file, layer, package_lists, project_files, registry_answers, repository_indexes, rpm_database,
    wheel_directory,
};
