//! conda, mamba and micromamba: environments solved over the indexes of their channels.

mod command;
mod condarc;
mod pieces;
mod solve;
mod spec;
mod version;

pub(super) use command::conda;

/// Channels and places of conda in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conda {
    /// What `.condarc` and the installer name, in order of preference; `None` where only the program
    /// tells: conda's own are the `defaults`, mamba's `conda-forge`.
    pub channels: Option<Vec<String>>,
    /// The base environment is the installer's, and holds more than is known.
    pub has_base: bool,
}

impl Conda {
    /// What the image of a repository brings.
    pub fn of_image(repository: &str) -> Self {
        const FORGE: [&str; 4] = ["condaforge/", "mambaorg/", "jupyter/", "quay.io/jupyter/"];
        let is_forge = FORGE.iter().any(|owner| repository.starts_with(owner));
        Self {
            channels: is_forge.then(|| vec!["conda-forge".to_owned()]),
            // micromamba's own image has no base environment yet.
            has_base: !repository.starts_with("mambaorg/"),
        }
    }
}

impl Default for Conda {
    fn default() -> Self {
        Self { channels: None, has_base: true }
    }
}

/// The version without its last component.
fn parent_of(version: &str) -> &str {
    version.rsplit_once('.').map_or(version, |(parent, _)| parent)
}

#[cfg(test)]
mod tests;
