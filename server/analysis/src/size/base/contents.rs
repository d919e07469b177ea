//! What a base image holds, as far as packages and Python go: read from its layers where that was
//! done, else from the embedded tables.

use std::sync::Arc;

use knowledge::apt::{Archive, preinstalled};
use knowledge::images;

use crate::Analysis;
use crate::facts::{BaseContents, Fact};
use crate::model::{Base, Stage};
use crate::reference::ImageReference;
use crate::size::conda::Conda;
use crate::size::state::{BaseImage, Python, State, System};

/// The file system of a stage before its first instruction.
pub(crate) fn state_of(analysis: &Analysis<'_>, stage: &Stage<'_>) -> State {
    match &stage.base {
        Base::Scratch => State { from_scratch: true, ..State::default() },
        Base::Image(image) => {
            let mut state = embedded(image);
            let platform = super::platform_of(analysis, stage);
            state.base = Some(Arc::new(BaseImage { image: image.clone(), platform: platform.clone() }));
            if let Fact::Known(known) = analysis.inputs.facts.base_contents(image, &platform) {
                read(&known.value, &mut state);
            }
            state
        }
        _ => State::default(),
    }
}

fn embedded(image: &ImageReference) -> State {
    let repository = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    let system = images::distro(&repository, tag).map(|found| {
        let is_slim = tag.split(['-', '_']).any(|word| word == "slim");
        system(found.distro.id, found.distro.version, is_slim)
    });
    State {
        system,
        packages: preinstalled(&repository, tag).into_iter().map(str::to_owned).collect(),
        python: embedded_python(&repository, tag),
        conda: Conda::of_image(&repository),
        ..State::default()
    }
}

/// The habits of a distribution's own images.
fn system(distro: &str, version: &str, is_slim: bool) -> System {
    let archive = Archive::for_distro(distro, version);
    System {
        distro: distro.to_owned(),
        version: version.to_owned(),
        archive: archive.map(|(archive, _)| archive),
        stands_in: archive.is_some_and(|(_, stands_in)| stands_in),
        // Ubuntu's images are "minimized": their dpkg.cfg.d/excludes drops what slim images drop.
        path_excludes: is_slim || distro == "ubuntu",
        docker_clean: true,
        gzip_indexes: true,
    }
}

fn embedded_python(repository: &str, tag: &str) -> Python {
    let Some(found) = images::python(repository, tag) else { return Python::default() };
    let version = found.minor();
    // The official images delete the bytecode of what they build; so do those made from them.
    let is_official = found.provided_by.is_some_and(|provider| provider.starts_with("/usr/local"));
    Python {
        version,
        site_packages: site_packages(found.site_packages, version),
        bytecode_stripped: is_official,
        ..Python::default()
    }
}

/// Where pip installs, from a cell such as `/usr/lib/…; pip: /usr/local/lib/python3.11/dist-packages`.
fn site_packages(cell: Option<&str>, version: Option<(u64, u64)>) -> Option<String> {
    let cell = cell?;
    let path = cell.split("pip: ").last().unwrap_or(cell).trim();
    match version {
        Some((_, minor)) => Some(path.replace("3.N", &format!("3.{minor}"))),
        None if path.contains("3.N") => None,
        None => Some(path.to_owned()),
    }
}

/// What was read from the layers replaces what the tables say.
fn read(contents: &BaseContents, state: &mut State) {
    if let (Some(distro), Some(release)) = (&contents.distro, &contents.release) {
        let is_slim = contents.path_excludes.rules.iter().any(|(exclude, _)| *exclude);
        state.system = Some(System {
            path_excludes: is_slim,
            docker_clean: contents.apt_docker_clean,
            gzip_indexes: contents.apt_gzip_indexes,
            ..system(distro, release, is_slim)
        });
    }
    if !contents.packages.is_empty() {
        state.packages = contents.packages.iter().map(|package| package.name.clone()).collect();
    }
    state.installed = contents.packages.clone();
    state.archives = contents.apt_archives.clone();
    state.repositories = contents.repositories.clone();
    state.database_bytes = contents.database_bytes;
    state.debconf_bytes = contents.debconf_bytes;
    state.dnf = contents.dnf;
    if let Some(version) = contents.python.as_deref().map(knowledge::version::Version::parse) {
        state.python.version = Some(version.major_minor());
        state.python.bytecode_stripped = contents.python_bytecode_stripped;
    }
    state.python.installed.extend(
        contents
            .site_packages
            .iter()
            .map(|(name, version)| (crate::install::normalized_name(name), version.clone())),
    );
}
