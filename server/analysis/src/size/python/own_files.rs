//! The files that `pip install .` takes of a project: its package, as build backends find it by the project's
//! name. Projects that compile something have no size before they are built.

use super::closure::Package;
use super::wheel_contents::{bytecode, installed_bytes, share_of_tests};
use crate::context::{ContextEntry, EntryKind};
use crate::facts::WheelContents;
use crate::image_files::{ContextFile, context_file};
use crate::image_path::{absolute, below, file_name, parent};
use crate::install::pyproject::Identity;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::python;
use crate::size::run::Walk;

/// Backends that put files into a wheel as they are.
const COPYING_BACKENDS: [&str; 6] = [
    "setuptools.build_meta",
    "hatchling.build",
    "poetry.core.masonry.api",
    "flit_core.buildapi",
    "pdm.backend",
    "uv_build",
];
/// Beginnings of the files that backends take for licences.
const LICENCES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"];
/// Sources of what is compiled.
const COMPILED: [&str; 9] = [".pyx", ".c", ".cc", ".cpp", ".cxx", ".cu", ".rs", ".f90", ".go"];

/// What the wheel of a project holds whose pyproject.toml the image has at `folder`; `None` where its package
/// is not found, or something is compiled for it.
pub(super) fn package(walk: &Walk<'_>, folder: &str, manifest: &ContextFile) -> Option<Package> {
    let identity = Identity::parse(&manifest.text)?;
    if !identity.backend.as_deref().is_none_or(|backend| COPYING_BACKENDS.contains(&backend)) {
        return None;
    }
    let listing = walk.stages.analysis.inputs.context.listing().value()?.clone();
    let root = parent(&manifest.path);
    if listing.truncated || find(&listing.entries, &join(root, "setup.py")).is_some() {
        return None; // a script may build anything
    }
    let inside = package_folder(walk, folder, root, &identity)?;
    let files = files_below(&listing.entries, &inside);
    if files.iter().any(|entry| COMPILED.iter().any(|ending| entry.path.ends_with(ending))) {
        return None;
    }
    let described = description(&listing.entries, root, &identity);
    let (sources, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|entry| entry.path.ends_with(".py"));
    Some(package_of(identity, &sources, &others, described))
}

fn package_of(
    identity: Identity,
    sources: &[&ContextEntry],
    others: &[&ContextEntry],
    described: u64,
) -> Package {
    let bytes = |files: &[&ContextEntry]| files.iter().map(|entry| entry.bytes).sum::<u64>();
    let is_test = |entry: &&&ContextEntry| entry.path.contains("/tests/");
    let tests: u64 = sources.iter().filter(is_test).map(|entry| entry.bytes).sum();
    // setuptools leaves out what is no source unless it is told; the others take all.
    let is_setuptools = identity.backend.as_deref().is_none_or(|backend| backend == COPYING_BACKENDS[0]);
    let takes_all = !is_setuptools || identity.names_package_data;
    let contents = |others: &[&ContextEntry]| WheelContents {
        bytes: bytes(sources) + bytes(others) + described,
        files: (sources.len() + others.len()) as u64,
        python_bytes: bytes(sources) - tests,
        python_test_bytes: tests,
        ..WheelContents::default()
    };
    let (least, most) = (contents(&[]), contents(others));
    let likely = if takes_all { &most } else { &least };
    let files = Estimate {
        low: Some(installed_bytes(&least)),
        best: Some(installed_bytes(likely)),
        high: Some(installed_bytes(&most)),
        confidence: Confidence::Estimated,
    };
    let compiled = bytecode(&identity.name, &least);
    Package {
        files,
        bytecode: Estimate::within(compiled, python::BYTECODE_ERROR, Confidence::Estimated),
        share_of_tests: share_of_tests(&least),
        wheel: None,
        filename: None,
        source: "the project's files in the build context".to_owned(),
        version: identity.version.unwrap_or_default(),
        name: identity.name,
    }
}

/// The package's folder in the build context: `src/name` or `name`. It counts where the image has it, too.
fn package_folder(walk: &Walk<'_>, folder: &str, root: &str, identity: &Identity) -> Option<String> {
    let name = identity.name.replace('-', "_");
    [format!("src/{name}"), name].into_iter().find_map(|inside| {
        let in_image = absolute(Some(&walk.path(folder)), &format!("{inside}/__init__.py"));
        let found = context_file(walk.stages.analysis, walk.info, &in_image)?;
        let expected = join(root, &inside);
        (parent(&found.path) == expected).then_some(expected)
    })
}

/// Bytes of the wheel's own description: METADATA repeats the README, and licences lie beside it.
fn description(entries: &[ContextEntry], root: &str, identity: &Identity) -> u64 {
    let is_licence = |path: &str| {
        let name = below(root, path).filter(|name| !name.contains('/')).unwrap_or_default();
        LICENCES.iter().any(|start| name.to_ascii_uppercase().starts_with(start))
    };
    let readme = identity.readme.as_deref().map(|name| join(root, name));
    let is_told = |path: &str| readme.as_deref() == Some(path) || is_licence(path);
    let told = entries.iter().filter(|entry| entry.kind == EntryKind::File && is_told(&entry.path));
    python::METADATA_PER_WHEEL + told.map(|entry| entry.bytes).sum::<u64>()
}

fn files_below<'e>(entries: &'e [ContextEntry], folder: &str) -> Vec<&'e ContextEntry> {
    let first = entries.partition_point(|entry| entry.path.as_str() < folder);
    let below_folder = entries[first..].iter().take_while(|entry| entry.path.starts_with(folder));
    let is_taken = |entry: &&ContextEntry| {
        entry.kind == EntryKind::File
            && below(folder, &entry.path).is_some()
            && !entry.path.contains("/__pycache__/")
            && !file_name(&entry.path).ends_with(".pyc")
    };
    below_folder.filter(is_taken).collect()
}

fn find<'e>(entries: &'e [ContextEntry], path: &str) -> Option<&'e ContextEntry> {
    let at = entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
    Some(&entries[at])
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
