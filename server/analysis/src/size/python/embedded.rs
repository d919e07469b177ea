//! Wheels by the embedded tables, where no package index can be asked: what the resolver finds there, with
//! ranges for what is not measured.

use std::collections::BTreeMap;

use knowledge::python_packages::{TORCH_CPU_WHEEL, release, torch_closure, wheels_as_of};
use knowledge::version::compare;

use super::closure::{Closure, Package};
use super::projects::Projects;
use super::requests::Requests;
use super::resolver::{Fit, Problem, Resolution, resolve as solve};
use super::tables::{Measured, Tables, TorchBuild};
use super::wheel_contents::{bytecode, installed_bytes, share_of_tests};
use crate::facts::{PythonIndex, WheelContents};
use crate::install::PipInstall;
use crate::install::markers::Environment;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{Factor, python};

/// What the requests bring to an image that holds `installed`.
pub(super) fn resolve(
    install: &PipInstall,
    requests: &Requests,
    installed: &BTreeMap<String, String>,
    environment: &Environment,
) -> Closure {
    let tables = Tables::new(requests, environment);
    let mut projects = Projects::new(&tables, vec![PythonIndex::Default], install.tool, environment);
    let problem = Problem { stand_ins: true, ..Problem::of(install, requests, installed, environment) };
    closure(&tables, solve(&problem, &mut projects, &tables), install.no_deps)
}

fn closure(tables: &Tables<'_>, resolution: Resolution, no_deps: bool) -> Closure {
    let mut closure = Closure::default();
    let missing = "this package is not in the embedded tables";
    closure.unknown.extend(resolution.failures.into_iter().map(|(what, _)| (what, missing.to_owned())));
    for (name, pin) in &resolution.pins {
        let fit = resolution.fits.get(name).copied().unwrap_or(Fit::StandIn);
        let found = match name.as_str() {
            "torch" => torch(tables, &pin.version, fit),
            _ => measured(name, &pin.version, fit).ok_or_else(|| (name.clone(), missing.to_owned())),
        };
        match found {
            Ok(package) => closure.packages.push(package),
            Err(unknown) => closure.unknown.push(unknown),
        }
        if !no_deps && tables.is_incomplete(name, &pin.version) {
            let why = "they are not in the embedded tables";
            closure.unknown.push((format!("dependencies of {name}"), why.to_owned()));
        }
    }
    closure
}

/// Error of the unpacked size of a version in the tables.
fn error_of(fit: Fit) -> f64 {
    match fit {
        Fit::Pinned => python::OTHER_PYTHON_ERROR,
        Fit::Newest => python::LATER_VERSION_ERROR,
        Fit::StandIn => python::NEIGHBOUR_ERROR,
    }
}

/// A version by what is measured of it or of its neighbour.
fn measured(name: &str, version: &str, fit: Fit) -> Option<Package> {
    let found = Measured::of(name, version)?;
    let is_same = compare(found.version(), version).is_eq();
    let error = if is_same { error_of(fit) } else { python::NEIGHBOUR_ERROR };
    let source = if is_same { source() } else { in_place(found.version()) };
    Some(match found {
        Measured::Sizes { wheel, files, .. } => {
            let files = Estimate::within(files, error, Confidence::Estimated);
            package(name, version, files, Some(wheel), source)
        }
        Measured::Wheel(wheel) => {
            let contents = WheelContents {
                bytes: wheel.bytes,
                files: wheel.files,
                python_bytes: wheel.python_bytes,
                python_test_bytes: wheel.python_test_bytes,
                library_bytes: 0,
            };
            Package {
                name: name.to_owned(),
                version: version.to_owned(),
                files: Estimate::within(installed_bytes(&contents), error, Confidence::Estimated),
                bytecode: Estimate::within(
                    bytecode(name, &contents),
                    error.max(python::BYTECODE_ERROR),
                    Confidence::Estimated,
                ),
                share_of_tests: share_of_tests(&contents),
                wheel: Some(wheel.wheel_bytes),
                filename: None,
                source,
            }
        }
    })
}

fn source() -> String {
    format!("embedded table of wheels as of {}", wheels_as_of())
}

fn in_place(version: &str) -> String {
    format!("{}: version {version} in place of the one installed", source())
}

/// torch by the build that is asked for; what is unknown, and why.
fn torch(tables: &Tables<'_>, version: &str, fit: Fit) -> Result<Package, (String, String)> {
    match tables.torch_build(version) {
        TorchBuild::Default => measured("torch", version, fit)
            .ok_or_else(|| ("torch".to_owned(), "no release of the embedded tables fits".to_owned())),
        TorchBuild::Cpu => Ok(cpu_build(version)),
        TorchBuild::Cuda(build) => cuda_build(version, &build)
            .ok_or_else(|| (format!("torch {version}+{build}"), "its size is not known".to_owned())),
        TorchBuild::Rocm => Err((
            "torch (ROCm build)".to_owned(),
            "the size of this build is not in the embedded tables".to_owned(),
        )),
    }
}

/// PyTorch's CPU wheels are alike.
fn cpu_build(version: &str) -> Package {
    let [(_, low), (wheel, best), (_, high)] = TORCH_CPU_WHEEL;
    let (low, best, high) = (Some(low), Some(best), Some(high));
    let files = Estimate { low, best, high, confidence: Confidence::Estimated };
    let source = "CPU wheels of torch 1.13 to 2.6".to_owned();
    package("torch", &format!("{version}+cpu"), files, Some(wheel), source)
}

/// A build for another CUDA carries the same libraries, inside the wheel or beside it.
fn cuda_build(version: &str, build: &str) -> Option<Package> {
    let closure = torch_closure(version)?;
    let files =
        Estimate::within(closure.uncompressed_bytes(), python::NEIGHBOUR_ERROR, Confidence::Estimated);
    let source = format!("{}: the default build of torch {version} in place of {build}", source());
    let name = format!("torch+{build} with its CUDA libraries");
    Some(package(&name, version, files, Some(closure.wheel_bytes()), source))
}

/// One package of a version that somebody else chose: a lock file.
pub(super) fn of_version(name: &str, version: &str) -> Option<Package> {
    measured(name, version, Fit::Pinned)
}

pub(super) fn package(
    name: &str,
    version: &str,
    files: Estimate,
    wheel: Option<u64>,
    source: String,
) -> Package {
    let share = bytecode_share(name, version);
    let bytecode = Estimate::exact(files.best.unwrap_or_default()).scaled(share.low, share.best, share.high);
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
        files,
        bytecode,
        share_of_tests: 0.0,
        wheel,
        filename: None,
        source,
    }
}

/// Bytecode over unpacked bytes: measured, else by whether the wheel holds compiled code.
fn bytecode_share(name: &str, version: &str) -> Factor {
    if name.starts_with("nvidia-") {
        return Factor { low: 0.0, best: 0.0, high: 0.001 };
    }
    let base = name.split('+').next().unwrap_or(name);
    if let Some((_, measured)) = python::MEASURED_BYTECODE.iter().find(|(known, _)| *known == base) {
        return *measured;
    }
    let is_pure = release(name, version)
        .is_some_and(|release| release.wheel_pythons().all(|tag| tag.starts_with("py")));
    if is_pure { python::PURE_BYTECODE } else { python::NATIVE_BYTECODE }
}
