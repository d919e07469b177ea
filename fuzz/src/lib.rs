//! What must hold for every input from outside, as functions over bytes.
//!
//! Each target panics where something does not hold. `tests/smoke.rs` runs all of them over their
//! seeds and random changes of these; cargo-fuzz runs one of them for as long as one likes (see
//! README.md).
#![forbid(unsafe_code)]

mod answers;
mod dockerfile;
mod edits;
mod files;
mod server;

/// A property of one kind of input.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// The folder of its seeds.
    pub seeds: &'static str,
    /// Panics where the property does not hold.
    pub run: fn(&[u8]),
}

const fn target(name: &'static str, seeds: &'static str, run: fn(&[u8])) -> Target {
    Target { name, seeds, run }
}

pub const TARGETS: [Target; 19] = [
    target("dockerfile", "dockerfile", dockerfile::anything_is_analysed),
    target("cursor", "dockerfile", dockerfile::anything_is_explained),
    target("formatting", "dockerfile", dockerfile::formatting_is_stable),
    target("edits", "dockerfile", edits::incremental_equals_fresh),
    target("registry_answers", "registry_answers", answers::registry_answers),
    target("package_lists", "package_lists", answers::package_lists),
    target("repository_indexes", "repository_indexes", answers::repository_indexes),
    target("rpm_database", "rpm_database", answers::rpm_database),
    target("project_files", "project_files", answers::project_files),
    target("wheel_directory", "wheel_directory", answers::wheel_directory),
    target("layer", "layer", answers::layer),
    target("cache_file", "cache_file", answers::cache_file),
    target("dockerignore", "dockerignore", files::dockerignore),
    target("requirements", "requirements", files::requirements),
    target("context_files", "context_files", files::context_files),
    target("builds", "builds", files::builds),
    target("session", "session", server::session),
    target("settings", "settings", server::settings),
    target("hadolint_settings", "hadolint_settings", files::hadolint_settings),
];

/// The target of this name.
pub fn named(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
