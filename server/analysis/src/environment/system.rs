//! Package managers of the system: Python, CUDA, cuDNN and compilers that they bring.

use syntax::shell::{Command, Invocation};

use super::base::cuda_version;
use super::commands::because;
use super::walk::Walk;
use super::{Cuda, Provider, Python};
use crate::install::apt_install;

pub(super) fn apt(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let Some(install) = apt_install(found) else { return };
    for request in &install.requests {
        installed(walk, &request.name);
    }
}

pub(super) fn other_manager(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let is_install =
        found.subcommand().is_some_and(|word| matches!(word.value.as_str(), "install" | "add" | "in"));
    if !is_install {
        return;
    }
    let names = found.args.iter().filter(|word| word.is_literal && !word.value.starts_with('-')).skip(1);
    for name in names {
        installed(walk, name.value.split(['=', '<', '>', '~']).next().unwrap_or_default());
    }
}

fn installed(walk: &mut Walk<'_, '_>, name: &str) {
    walk.change().system_packages.insert(name.to_owned());
    cuda_package(walk, name);
    if matches!(name, "build-essential" | "g++" | "gcc" | "gcc-c++" | "build-base" | "clang")
        || name.starts_with("g++-")
    {
        walk.change().compiler = Some(because(walk, true, &format!("{name} is installed")));
    }
    python_package(walk, name);
}

/// `python3`, `python3.11`, and what brings them along.
fn python_package(walk: &mut Walk<'_, '_>, name: &str) {
    let is_default = matches!(
        name,
        "python3"
            | "python3-pip"
            | "python3-dev"
            | "python3-venv"
            | "python3-full"
            | "python-is-python3"
            | "py3-pip"
    );
    let has_own = walk.environment.python.is_some();
    if is_default && !has_own {
        let python3 =
            walk.environment.distro.as_ref().and_then(|distro| distro.value.python3).and_then(minor);
        let python = Python { minor: python3, provider: Provider::Distribution };
        walk.change().python = Some(because(walk, python, &format!("{name} is installed")));
        return;
    }
    let Some(version) = name.strip_prefix("python3.").map(|rest| rest.split('-').next().unwrap_or(rest))
    else {
        return;
    };
    let own = walk.environment.distro.as_ref().and_then(|distro| distro.value.python3).and_then(minor);
    let wanted = version.parse().ok().map(|minor: u16| (3, minor));
    if wanted.is_some() && !has_own {
        let provider = if own == wanted { Provider::Distribution } else { Provider::ExtraPackage };
        walk.change().python =
            Some(because(walk, Python { minor: wanted, provider }, &format!("{name} is installed")));
    }
}

fn cuda_package(walk: &mut Walk<'_, '_>, name: &str) {
    let toolkit = ["cuda-toolkit-", "cuda-nvcc-", "cuda-minimal-build-", "cuda-compiler-", "cuda-1"];
    if name == "nvidia-cuda-toolkit" || name == "cuda" || name == "cuda-toolkit" {
        walk.change().nvcc = Some(because(walk, true, &format!("{name} is installed")));
    }
    if toolkit.iter().any(|prefix| name.starts_with(prefix)) {
        walk.change().nvcc = Some(because(walk, true, &format!("{name} is installed")));
        let digits = name.find(|c: char| c.is_ascii_digit()).map(|at| &name[at..]);
        if let Some(version) = digits.and_then(cuda_version) {
            let cuda = Cuda { version, flavor: None };
            walk.change().cuda = Some(because(walk, cuda, &format!("{name} is installed")));
        }
    }
    let cudnn = name.strip_prefix("libcudnn").or_else(|| name.strip_prefix("cudnn"));
    if let Some(major) = cudnn.and_then(|rest| rest.get(..1)).and_then(|digit| digit.parse().ok()) {
        walk.change().cudnn_major = Some(because(walk, major, &format!("{name} is installed")));
    }
}

/// `3.10` -> (3, 10).
pub(super) fn minor(text: &str) -> Option<(u16, u16)> {
    let (major, rest) = text.split_once('.')?;
    let minor = rest.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

pub(super) fn add_archive(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let names = |part: &str| found.args.iter().any(|word| word.value.contains(part));
    let (deadsnakes, nvidia) = (names("deadsnakes"), names("nvidia"));
    let environment = walk.change();
    environment.deadsnakes |= deadsnakes;
    environment.nvidia_archive |= nvidia;
    environment.other_archives |= !deadsnakes && !nvidia;
}

/// A command that names apt's sources but to remove them (sed, cp, printf into a file), or a script that is
/// fetched and run at once: packages may come from archives that nobody has read.
pub(super) fn note_sources(walk: &mut Walk<'_, '_>, command: &Command, found: &Invocation<'_>) {
    if walk.environment.other_archives
        || matches!(found.program, "rm" | "dpkg" | "tee" | "curl" | "wget" | "echo")
    {
        return;
    }
    let targets = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
    let mut words = found.args.iter().chain(targets);
    let runs_input = matches!(found.program, "bash" | "sh")
        && command.pipeline.is_some()
        && found.args.iter().all(|word| word.value.starts_with('-'));
    if runs_input || words.any(|word| word.value.contains("/etc/apt/sources.list")) {
        walk.change().other_archives = true;
    }
}

/// Keys and sources that are fetched or written by hand.
pub(super) fn fetch(walk: &mut Walk<'_, '_>, command: &Command, found: &Invocation<'_>) {
    let mut texts = found.args.iter().map(|word| word.value.as_str());
    let targets = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
    let mut all: Vec<&str> = texts.by_ref().collect();
    all.extend(targets.map(|word| word.value.as_str()));
    let has = |part: &str| all.iter().any(|text| text.contains(part));
    let nvidia = has("developer.download.nvidia.com") || has("cuda-keyring");
    let deadsnakes = has("deadsnakes");
    let sources = has("sources.list") || has("/etc/apt/");
    let environment = walk.change();
    environment.nvidia_archive |= nvidia;
    environment.deadsnakes |= deadsnakes;
    environment.other_archives |= sources && !nvidia && !deadsnakes;
}
