//! Wheels by the package index: resolution, and the exact bytes of each wheel's files.

use std::collections::BTreeMap;

use knowledge::python_packages::wheel_size;

use super::closure::{Closure, Package};
use super::embedded;
use super::projects::{Candidate, Projects};
use super::requests::Requests;
use super::resolver::{Problem, Resolution, resolve};
use super::wheel_contents::{bytecode, installed_bytes, share_of_tests};
use crate::facts::{Fact, FactStore, ProjectFile, PythonIndex};
use crate::install::PipInstall;
use crate::install::markers::Environment;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::python;

/// What the package index answers. An error while answers are missing and where nobody can be asked; it says
/// why where the index failed for all that is asked for.
pub(super) fn closure(
    facts: &dyn FactStore,
    install: &PipInstall,
    requests: &Requests,
    installed: &BTreeMap<String, String>,
    environment: &Environment,
) -> Result<Closure, Option<String>> {
    let mut projects = Projects::new(facts, indexes(install, requests), install.tool, environment)
        .with_files(&requests.files);
    let problem = Problem::of(install, requests, installed, environment);
    let resolution = resolve(&problem, &mut projects, facts);
    // Contents are asked for even while the resolution is not complete: they are wanted anyway.
    let packages = packages(facts, &resolution);
    if resolution.pending || resolution.offline {
        return Err(None);
    }
    if let Some(why) = resolution.index_failure.filter(|_| resolution.pins.is_empty()) {
        return Err(Some(why));
    }
    let note = |silent: &str| format!("{silent} did not answer: versions that it alone has are not seen");
    let notes = projects.silent_indexes().into_iter().map(note).collect();
    let mut closure = Closure { unknown: resolution.failures, notes, ..Closure::default() };
    for (name, package) in packages {
        match package {
            Ok(package) => closure.packages.push(package),
            Err(Missing::Pending) => return Err(None),
            Err(Missing::For(why)) => closure.unknown.push((name, why)),
        }
    }
    Ok(closure)
}

/// The indexes in force: the named one in place of the default, and extra ones.
pub(super) fn indexes(install: &PipInstall, requests: &Requests) -> Vec<PythonIndex> {
    let url = |url: &String| PythonIndex::Url(url.trim_end_matches('/').to_owned());
    let first = requests.index_url.as_ref().map_or(PythonIndex::Default, url);
    let extra = requests.extra_index_urls.iter().map(url);
    let links = requests.links.iter().map(|page| PythonIndex::Links(page.clone()));
    // Wheels of a folder of which nothing is known (`--no-index --find-links=/wheels`) came from an index.
    let is_alone = install.no_index && !(requests.links.is_empty() && requests.files.is_empty());
    let first = [first].into_iter().filter(|_| !is_alone);
    if install.tool == crate::install::PipTool::Uv {
        return links.chain(extra).chain(first).collect();
    }
    first.chain(extra).chain(links).collect()
}

/// A pinned project: its package, or why there is none yet.
fn packages(facts: &dyn FactStore, resolution: &Resolution) -> Vec<(String, Result<Package, Missing>)> {
    let found = |(name, candidate): (&String, &Candidate)| {
        let found = match &candidate.wheel {
            Some(wheel) => of_candidate(facts, name, candidate, wheel),
            None => Err(Missing::For(format!(
                "version {} has no wheel: it is built from source",
                candidate.version
            ))),
        };
        (name.clone(), found)
    };
    resolution.pins.iter().map(found).collect()
}

enum Missing {
    Pending,
    For(String),
}

fn of_candidate(
    facts: &dyn FactStore,
    name: &str,
    candidate: &Candidate,
    wheel: &ProjectFile,
) -> Result<Package, Missing> {
    if wheel.url.is_empty() {
        let unread = || Missing::For("the wheel is a file of the image".into());
        return by_length(name, &candidate.version, wheel).ok_or_else(unread);
    }
    if let Some(package) = from_wheel(facts, name, &candidate.version, wheel) {
        return Ok(package);
    }
    match facts.wheel_contents(wheel) {
        Fact::Unavailable(why) => {
            if let Some(package) = by_length(name, &candidate.version, wheel) {
                return Ok(package);
            }
            let size = wheel_size(name, Some(&candidate.version)).filter(|size| size.exact);
            let size = size.ok_or_else(|| Missing::For(format!("the wheel could not be read: {why}")))?;
            Ok(embedded::package(
                name,
                &candidate.version,
                Estimate::within(size.uncompressed_bytes, python::OTHER_PYTHON_ERROR, Confidence::Index),
                Some(size.wheel_bytes),
                "wheels measured 2026-11-23".to_owned(),
            ))
        }
        Fact::Pending | Fact::Known(_) => Err(Missing::Pending),
    }
}

/// From the length of the wheel alone.
pub(super) fn by_length(name: &str, version: &str, wheel: &ProjectFile) -> Option<Package> {
    let factor = python::WHEEL_EXPANSION;
    let files = Estimate::exact(wheel.bytes?).scaled(factor.low, factor.best, factor.high);
    let package = embedded::package(name, version, files, wheel.bytes, "the wheel's length".to_owned());
    Some(Package { filename: Some(wheel.filename.clone()), ..package })
}

/// The package that a wheel whose directory was read leaves.
pub(super) fn from_wheel(
    facts: &dyn FactStore,
    name: &str,
    version: &str,
    wheel: &ProjectFile,
) -> Option<Package> {
    let Fact::Known(known) = facts.wheel_contents(wheel) else { return None };
    let contents = &known.value;
    let files = Estimate::exact(installed_bytes(contents));
    let bytecode = bytecode(name, contents);
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        files: Estimate { confidence: Confidence::Index, ..files },
        bytecode: Estimate::within(bytecode, python::BYTECODE_ERROR, Confidence::Estimated),
        share_of_tests: share_of_tests(contents),
        wheel: wheel.bytes,
        filename: Some(wheel.filename.clone()),
        source: format!("files of the wheel, {}", known.when_read()),
    })
}
