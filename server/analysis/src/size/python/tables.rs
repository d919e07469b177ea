//! The embedded tables as a package index: the same resolver runs over them when nobody can be asked.

use std::cmp::Ordering;

use knowledge::python_packages::{
    MeasuredWheel, PythonSupport, Release, measured_wheels, nearest_measured_wheel, normalize, release,
    releases, torch, torch_closure, torch_dependencies, torch_for_companion, wheel_size,
};
use knowledge::version::{CudaVersion, compare};
use std::sync::Arc;
use std::time::SystemTime;

use super::requests::Requests;
use crate::facts::{
    Fact, FactStore, Known, Origin, ProjectFile, PythonIndex, PythonProject, Unavailable, WheelMetadata,
};
use crate::install::markers::Environment;
use crate::install::wheel_name::WheelName;

/// Which torch is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TorchBuild {
    /// With the CUDA libraries as packages of their own.
    Default,
    Cpu,
    /// For another CUDA than the default, which carries the same libraries.
    Cuda(String),
    Rocm,
}

/// The tables, as one install sees them.
pub(super) struct Tables<'r> {
    requests: &'r Requests,
    python: Option<(u64, u64)>,
}

impl<'r> Tables<'r> {
    pub fn new(requests: &'r Requests, environment: &Environment) -> Self {
        Self { requests, python: environment.python }
    }

    /// The version that the user pins, without its local part.
    pub fn pinned(&self, name: &str) -> Option<String> {
        let pin = self.requests.specifiers(name).find_map(|one| one.strip_prefix("=="));
        let pin = pin.filter(|pin| !pin.contains([',', '*']))?;
        pin.trim_start_matches('=').split('+').next().map(str::to_owned)
    }

    pub fn torch_build(&self, version: &str) -> TorchBuild {
        let local = self.requests.specifiers("torch").find_map(|one| one.split_once('+'));
        match local.map(|(_, local)| local).or_else(|| self.requests.torch_build()) {
            None => TorchBuild::Default,
            Some("cpu") => TorchBuild::Cpu,
            Some(build) if build.starts_with("rocm") => TorchBuild::Rocm,
            Some(build) => {
                let default = torch(version).and_then(|torch| torch.default_cuda);
                let asked = CudaVersion::from_wheel_tag(build);
                let is_default = asked.zip(default).is_some_and(|(asked, default)| default.same_minor(asked));
                if is_default { TorchBuild::Default } else { TorchBuild::Cuda(build.to_owned()) }
            }
        }
    }

    /// What a wheel of this version needs is not, or not all, in the tables.
    pub fn is_incomplete(&self, name: &str, version: &str) -> bool {
        let is_leaf = name.starts_with("nvidia-") || matches!(name, "triton" | "torch");
        !is_leaf
            && measured_wheels(name).next().is_none()
            // Rows that were read from a wheel list all requirements, others those that matter to rules.
            && release(name, version).is_none_or(|release| release.date.is_some())
    }

    fn files(&self, name: &str) -> Vec<ProjectFile> {
        let mut files: Vec<ProjectFile> =
            measured_wheels(name).map(|wheel| file(name, wheel.version, wheel.requires_python)).collect();
        let is_new = |files: &[ProjectFile], version: &str| {
            !files
                .iter()
                .any(|file| version_of(file).is_some_and(|one| compare(one, version) == Ordering::Equal))
        };
        for release in releases(name).filter(|release| !release.yanked && self.has_wheel(release)) {
            let is_known = release.uncompressed_bytes.is_some() || name == "torch";
            if is_known && is_new(&files, release.version) {
                files.push(file(name, release.version, release.requires_python));
            }
        }
        // What the user pins stands in the build, whatever the tables know of its size.
        let is_known = |pin: &String| !files.is_empty() || torch_for_companion(name, pin).is_some();
        if let Some(pin) = self.pinned(name).filter(is_known).filter(|pin| is_new(&files, pin)) {
            files.push(file(name, &pin, None));
        }
        files
    }

    fn has_wheel(&self, release: &Release) -> bool {
        let Some((major, minor)) = self.python else { return true };
        let number = |number: u64| u16::try_from(number).unwrap_or(u16::MAX);
        let support = release.supports_python(number(major), number(minor));
        matches!(support, PythonSupport::Wheel | PythonSupport::Unknown)
    }

    /// Requirements of a version: its own, else those of the nearest version that was read.
    fn requires(&self, name: &str, version: &str) -> Vec<String> {
        let measured = nearest_measured_wheel(name, version);
        let is_exact = |wheel: &MeasuredWheel| compare(wheel.version, version) == Ordering::Equal;
        if name == "torch" {
            let own = measured.filter(is_exact);
            return self.torch_requires(version, own);
        }
        let lines = |wheel: MeasuredWheel| wheel.requires().map(str::to_owned).collect::<Vec<_>>();
        if let Some(wheel) = measured.filter(is_exact) {
            return lines(wheel);
        }
        let owner = torch_for_companion(name, version).map(|owner| format!("torch=={}", owner.version));
        let known = release(name, version).into_iter().flat_map(|release| release.requires());
        let mut own: Vec<String> = owner.into_iter().chain(known.map(str::to_owned)).collect();
        let named: Vec<String> = own.iter().map(|line| project_of(line)).collect();
        let others = measured.map(lines).unwrap_or_default();
        own.extend(others.into_iter().filter(|line| !named.contains(&project_of(line))));
        own
    }

    /// Builds from PyTorch's index carry CUDA's libraries inside, or none.
    fn torch_requires(&self, version: &str, measured: Option<MeasuredWheel>) -> Vec<String> {
        let own = torch_dependencies(version).into_iter().map(str::to_owned);
        if self.torch_build(version) != TorchBuild::Default {
            return own.collect();
        }
        if let Some(wheel) = measured {
            return wheel.requires().map(str::to_owned).collect();
        }
        let parts = torch_closure(version).map(|closure| closure.parts).unwrap_or_default();
        let pins = parts.into_iter().filter(|part| part.package != "torch");
        own.chain(pins.map(|part| format!("{}=={}", part.package, part.version))).collect()
    }
}

/// The name, normalised, that a requirement begins with.
fn project_of(line: &str) -> String {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(line.len());
    normalize(&line[..end])
}

/// A stand-in for a file on an index; its name says which version it is.
fn file(name: &str, version: &str, requires_python: Option<&str>) -> ProjectFile {
    ProjectFile {
        filename: format!("{}-{version}-py3-none-any.whl", name.replace('-', "_")),
        url: format!("embedded:{name}"),
        requires_python: requires_python.map(str::to_owned),
        ..ProjectFile::default()
    }
}

fn version_of(file: &ProjectFile) -> Option<&str> {
    WheelName::parse(&file.filename).map(|wheel| wheel.version)
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known(Known { value: Arc::new(value), origin: Origin::Embedded, as_of: SystemTime::UNIX_EPOCH })
}

impl FactStore for Tables<'_> {
    fn python_project(&self, _: &PythonIndex, name: &str) -> Fact<PythonProject> {
        let files = self.files(name);
        if files.is_empty() {
            let why = "this package is not in the embedded tables";
            return Fact::Unavailable(Unavailable::Failed(why.to_owned()));
        }
        known(PythonProject { name: name.to_owned(), files, ..PythonProject::default() })
    }

    fn wheel_metadata(&self, file: &ProjectFile) -> Fact<WheelMetadata> {
        let wheel = WheelName::parse(&file.filename);
        let requires = wheel.map(|wheel| self.requires(&normalize(wheel.name), wheel.version));
        known(WheelMetadata { requires: requires.unwrap_or_default(), ..WheelMetadata::default() })
    }
}

/// Sizes of a version, or of the one that stands in for it.
pub(super) enum Measured {
    /// With what is in it.
    Wheel(MeasuredWheel),
    /// Bytes of the wheel and of its files.
    Sizes { version: &'static str, wheel: u64, files: u64 },
}

impl Measured {
    /// Of the version, else of its nearest neighbour.
    pub fn of(name: &str, version: &str) -> Option<Self> {
        let measured = nearest_measured_wheel(name, version);
        let is_exact = |found: &str| compare(found, version) == Ordering::Equal;
        let size = wheel_size(name, Some(version));
        match (measured, size) {
            (Some(wheel), size) if is_exact(wheel.version) || !size.is_some_and(|size| size.exact) => {
                Some(Self::Wheel(wheel))
            }
            (_, size) => size.map(|size| Self::Sizes {
                version: size.version,
                wheel: size.wheel_bytes,
                files: size.uncompressed_bytes,
            }),
        }
    }

    pub fn version(&self) -> &'static str {
        match self {
            Self::Wheel(wheel) => wheel.version,
            Self::Sizes { version, .. } => version,
        }
    }
}
