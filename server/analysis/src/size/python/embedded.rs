//! Wheels by the embedded tables: torch and its CUDA libraries, and what machine learning installs.

use std::collections::{BTreeMap, VecDeque};

use knowledge::python_packages::{
    Release, TORCH_CPU_WHEEL, WheelSize, normalize, release, releases, torch, torch_closure,
    torch_dependencies, torch_for_companion, wheel_size,
};
use knowledge::version::{CudaVersion, satisfies};

use super::closure::{Closure, Package};
use super::requests::Requests;
use crate::install::markers::Environment;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{Factor, python};

/// The date of the tables.
const SOURCE: &str = "wheels measured 2026-11-23";

/// What the requests bring to an image that holds `installed`.
pub(super) fn resolve(
    requests: &Requests,
    installed: &BTreeMap<String, String>,
    environment: &Environment,
) -> Closure {
    let mut walk = Walk {
        requests,
        installed,
        python: environment.python,
        closure: Closure::default(),
        queue: VecDeque::new(),
        seen: Vec::new(),
    };
    for requirement in &requests.requirements {
        let Some(name) = &requirement.name else { continue };
        if requirement.marker.as_deref().is_none_or(|marker| environment.satisfies(marker, &[])) {
            walk.queue.push_back((name.clone(), requirement.specifier.clone()));
        }
    }
    while let Some((name, specifier)) = walk.queue.pop_front() {
        walk.visit(&name, &specifier);
    }
    walk.closure
}

struct Walk<'r> {
    requests: &'r Requests,
    installed: &'r BTreeMap<String, String>,
    python: Option<(u64, u64)>,
    closure: Closure,
    queue: VecDeque<(String, String)>,
    seen: Vec<String>,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str, specifier: &str) {
        let is_there = self.installed.get(name).is_some_and(|version| satisfies(version, specifier));
        if is_there || self.seen.iter().any(|seen| seen == name) {
            return;
        }
        self.seen.push(name.to_owned());
        let specifiers: Vec<&str> =
            self.requests.specifiers(name).chain([specifier]).filter(|one| !one.is_empty()).collect();
        if name == "torch" {
            return self.torch(&specifiers);
        }
        match self.choose(name, &specifiers) {
            Some(chosen) => self.take(&chosen),
            None => self.approximate(name, &specifiers),
        }
    }

    /// The newest release that satisfies all, has a wheel for the stage's Python and a known size.
    fn choose(&self, name: &str, specifiers: &[&str]) -> Option<Release> {
        let fits = |release: &Release| {
            let version = specifiers.iter().all(|specifier| satisfies(release.version, specifier));
            version && !release.yanked && self.has_wheel(release) && release.uncompressed_bytes.is_some()
        };
        releases(name).find(fits)
    }

    fn has_wheel(&self, release: &Release) -> bool {
        use knowledge::python_packages::PythonSupport::{Unknown, Wheel};
        let Some((major, minor)) = self.python else { return true };
        let version = |number: u64| u16::try_from(number).unwrap_or(u16::MAX);
        matches!(release.supports_python(version(major), version(minor)), Wheel | Unknown)
    }

    fn take(&mut self, release: &Release) {
        let (Some(files), Some(wheel)) = (release.uncompressed_bytes, release.wheel_bytes) else { return };
        let bytes = Estimate::within(files, python::OTHER_PYTHON_ERROR, Confidence::Index);
        let source = SOURCE.to_owned();
        self.closure.packages.push(package(release.package, release.version, bytes, Some(wheel), source));
        for requirement in release.requires() {
            let end = requirement.find(['=', '<', '>', '~', '!', '[']).unwrap_or(requirement.len());
            let (name, rest) = requirement.split_at(end);
            let specifier = rest.rsplit(']').next().unwrap_or(rest);
            self.queue.push_back((normalize(name), specifier.to_owned()));
        }
        // Rows that were read from a wheel list all requirements, the others those that matter to rules.
        if release.date.is_some() && !is_leaf(release.package) {
            self.unknown(
                &format!("dependencies of {}", release.package),
                "they are not in the embedded tables",
            );
        }
    }

    /// Another version stands in; without one nothing can be said.
    fn approximate(&mut self, name: &str, specifiers: &[&str]) {
        let pinned = specifiers.iter().find_map(|specifier| specifier.strip_prefix("=="));
        match self.companion(name, pinned).or_else(|| wheel_size(name, pinned)) {
            Some(WheelSize { version, wheel_bytes, uncompressed_bytes, .. }) => {
                let bytes =
                    Estimate::within(uncompressed_bytes, python::NEIGHBOUR_ERROR, Confidence::Estimated);
                let source = format!("{SOURCE}: version {version} in place of the one installed");
                let asked = pinned.unwrap_or(version);
                self.closure.packages.push(package(name, asked, bytes, Some(wheel_bytes), source));
                self.unknown(&format!("dependencies of {name}"), "they are not in the embedded tables");
            }
            None => self.unknown(name, "this package is not in the embedded tables"),
        }
    }

    /// torchvision and torchaudio bring the torch that they were made for.
    fn companion(&mut self, name: &str, pinned: Option<&str>) -> Option<WheelSize> {
        let owner = torch_for_companion(name, pinned?)?;
        self.queue.push_back(("torch".into(), format!("=={}", owner.version)));
        None
    }

    fn unknown(&mut self, what: &str, why: &str) {
        self.closure.unknown.push((what.to_owned(), why.to_owned()));
    }

    fn torch(&mut self, specifiers: &[&str]) {
        let public: Vec<&str> = specifiers.iter().map(|one| one.split('+').next().unwrap_or(one)).collect();
        let local = specifiers.iter().find_map(|one| one.split_once('+')).map(|(_, local)| local);
        let build = local.or_else(|| self.requests.torch_build());
        let fits = |release: &Release| {
            !release.yanked
                && self.has_wheel(release)
                && public.iter().all(|one| satisfies(release.version, one))
        };
        let Some(version) = releases("torch").find(fits).map(|release| release.version) else {
            return self.unknown("torch", "no release of the embedded tables fits");
        };
        for name in torch_dependencies(version) {
            self.queue.push_back((name.to_owned(), String::new()));
        }
        match build {
            Some("cpu") => self.cpu_build(version),
            Some(build) if build.starts_with("rocm") => {
                self.unknown("torch (ROCm build)", "the size of this build is not in the embedded tables");
            }
            Some(build) => self.cuda_build(version, build),
            None => self.default_build(version),
        }
    }

    /// PyTorch's CPU wheels are alike.
    fn cpu_build(&mut self, version: &str) {
        let [(_, low), (wheel, best), (_, high)] = TORCH_CPU_WHEEL;
        let files = Estimate {
            low: Some(low),
            best: Some(best),
            high: Some(high),
            confidence: Confidence::Estimated,
        };
        let source = "CPU wheels of torch 1.13 to 2.6".to_owned();
        let package = package("torch", &format!("{version}+cpu"), files, Some(wheel), source);
        self.closure.packages.push(package);
    }

    fn default_build(&mut self, version: &str) {
        let Some(closure) = torch_closure(version) else { return };
        for part in closure.parts {
            let bytes =
                Estimate::within(part.uncompressed_bytes, python::OTHER_PYTHON_ERROR, Confidence::Index);
            let package =
                package(part.package, part.version, bytes, Some(part.wheel_bytes), SOURCE.to_owned());
            if !self.seen.iter().any(|seen| seen == part.package) {
                self.seen.push(part.package.to_owned());
            }
            self.closure.packages.push(package);
        }
        for name in closure.unknown {
            self.unknown(name, "this package is not in the embedded tables");
        }
    }

    /// A build for another CUDA carries the same libraries, inside the wheel or beside it.
    fn cuda_build(&mut self, version: &str, build: &str) {
        let default = torch(version).and_then(|torch| torch.default_cuda);
        let asked = CudaVersion::from_wheel_tag(build);
        if asked.is_some_and(|asked| default.is_some_and(|default| default.same_minor(asked))) {
            return self.default_build(version);
        }
        let Some(closure) = torch_closure(version) else { return };
        let bytes =
            Estimate::within(closure.uncompressed_bytes(), python::NEIGHBOUR_ERROR, Confidence::Estimated);
        let source = format!("{SOURCE}: the default build of torch {version} in place of {build}");
        let name = format!("torch+{build} with its CUDA libraries");
        self.closure.packages.push(package(&name, version, bytes, Some(closure.wheel_bytes()), source));
    }
}

/// Wheels of libraries need nothing, or what torch names anyway.
fn is_leaf(name: &str) -> bool {
    name.starts_with("nvidia-") || matches!(name, "triton" | "torch" | "pillow" | "safetensors" | "numpy")
}

/// One package of a version that somebody else chose: a lock file.
pub(super) fn of_version(name: &str, version: &str) -> Option<Package> {
    let size = wheel_size(name, Some(version))?;
    let error = if size.exact { python::OTHER_PYTHON_ERROR } else { python::NEIGHBOUR_ERROR };
    let bytes = Estimate::within(size.uncompressed_bytes, error, Confidence::Estimated);
    Some(package(name, version, bytes, Some(size.wheel_bytes), SOURCE.to_owned()))
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
    Package { name: name.to_owned(), version: version.to_owned(), files, bytecode, wheel, source }
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
