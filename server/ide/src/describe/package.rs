//! A Python package explained: what this version brings.

use analysis::size::human;
use knowledge::python_packages::{
    self, Release, TorchRelease, ml_package, release, tensorflow, torch, torch_closure, torch_for_companion,
    torch_releases,
};
use knowledge::version::CudaVersion;

use super::cuda::driver;
use super::{Facts, paragraphs};
use crate::markdown::{code, join_words};

/// A package, or one version of it; `None` where nothing is known.
pub(crate) fn package(name: &str, version: Option<&str>) -> Option<String> {
    let name = python_packages::normalize(name);
    let known = ml_package(&name);
    let found = match version {
        Some(version) => release(&name, version),
        None => python_packages::newest(&name),
    };
    if known.is_none() && found.is_none() {
        return None;
    }
    let title = match (version, found) {
        (Some(version), _) => format!("**{name} {version}**"),
        (None, Some(newest)) => format!("**{name}**, newest known {}", newest.version),
        (None, None) => format!("**{name}**"),
    };
    let mut facts = Facts::default();
    if let Some(release) = found.filter(|_| version.is_some()) {
        add_release(&release, &mut facts);
        add_framework(&name, &release, &mut facts);
    }
    let companion =
        version.filter(|_| found.is_none()).and_then(|version| torch_for_companion(&name, version));
    if let Some(torch) = &companion {
        add_companion(torch, &mut facts);
    }
    let about = known.map_or(String::new(), |package| format!("{}.", package.about));
    let note = known.and_then(|package| package.note).unwrap_or_default().to_owned();
    let yanked =
        found.filter(|release| release.yanked).map(|_| "This version was withdrawn (yanked).".to_owned());
    let unknown = (version.is_some() && found.is_none() && companion.is_none())
        .then(|| "This version is not in the embedded tables.".to_owned());
    Some(paragraphs([
        title,
        about,
        yanked.unwrap_or_default(),
        unknown.unwrap_or_default(),
        facts.markdown(),
        note,
    ]))
}

fn add_release(release: &Release, facts: &mut Facts) {
    facts.add_known("Released", release.date);
    match release.python_minors() {
        Some(minors) => {
            let versions: Vec<String> =
                minors.iter().map(|(major, minor)| format!("{major}.{minor}")).collect();
            facts.add("Wheels for Python", join_words(&versions));
        }
        None => facts.add_known("Python", release.requires_python.map(code)),
    }
    if let (Some(wheel), Some(files)) = (release.wheel_bytes, release.uncompressed_bytes) {
        facts.add("Wheel", format!("{} to download, {} installed", human(wheel), human(files)));
    }
}

fn add_framework(name: &str, release: &Release, facts: &mut Facts) {
    match name {
        "torch" => torch(release.version).iter().for_each(|torch| add_torch(torch, facts)),
        "torchvision" | "torchaudio" => {
            torch_for_companion(name, release.version).iter().for_each(|torch| add_companion(torch, facts));
        }
        "tensorflow" => {
            if let Some(tensorflow) = tensorflow(release.version) {
                facts.add_known("CUDA", tensorflow.cuda.map(|cuda| format!("{cuda} (tested build)")));
                facts.add_known("cuDNN", tensorflow.cudnn);
                facts.add_known("Driver", tensorflow.cuda.and_then(driver));
            }
        }
        _ => {
            facts.add_known("CUDA", release.cuda);
            // A major version alone names no toolkit.
            let exact = release.cuda.filter(|cuda| cuda.contains('.')).and_then(CudaVersion::parse);
            facts.add_known("Driver", exact.and_then(driver));
        }
    }
    let pins: Vec<String> = release.requires().filter(|pin| pin.starts_with("torch")).map(code).collect();
    if name != "torch" && !pins.is_empty() {
        facts.add("Needs", join_words(&pins));
    }
}

/// torchvision and torchaudio are built for one torch, with its CUDA.
fn add_companion(torch: &TorchRelease, facts: &mut Facts) {
    facts.add("Belongs to", format!("torch {}", torch.version));
    facts.add_known("CUDA", torch.default_cuda.map(|cuda| format!("{cuda}, as that torch")));
}

fn add_torch(torch: &TorchRelease, facts: &mut Facts) {
    facts.add_known("CUDA", torch.default_cuda.map(|cuda| format!("{cuda}, brought by the default wheel")));
    facts.add_known("Driver", torch.default_cuda.and_then(driver));
    facts.add_known("cuDNN", torch.cudnn);
    facts.add_known("NCCL", torch.nccl);
    facts.add_known("triton", torch.triton);
    let builds = torch.index_builds();
    if !builds.is_empty() {
        facts.add("Builds", builds.iter().map(|build| code(build)).collect::<Vec<_>>().join(", "));
    }
    let companions: Vec<String> = torch
        .torchvision()
        .map(|version| format!("torchvision {version}"))
        .chain(torch.torchaudio().map(|version| format!("torchaudio {version}")))
        .collect();
    if !companions.is_empty() {
        facts.add("Goes with", join_words(&companions));
    }
    if let Some(closure) = torch_closure(torch.version).filter(|closure| closure.parts.len() > 1) {
        let more = if closure.unknown.is_empty() { "" } else { "at least " };
        let sizes = format!(
            "{more}{} to download, {} installed",
            human(closure.wheel_bytes()),
            human(closure.uncompressed_bytes())
        );
        facts.add("With its GPU wheels", sizes);
    }
}

/// PyTorch's own index at an address: for which CUDA its builds are, and whose they are.
pub(crate) fn torch_index(url: &str) -> Option<String> {
    let rest = url.split("download.pytorch.org/whl").nth(1)?;
    let mut folders = rest.split('/').filter(|folder| !folder.is_empty());
    let first = folders.next();
    let is_nightly = first == Some("nightly");
    let build = if is_nightly { folders.next() } else { first };
    let mut facts = Facts::default();
    let cuda = build.and_then(CudaVersion::from_wheel_tag);
    facts.add_known("CUDA", cuda.map(|cuda| cuda.to_string()));
    facts.add_known("Driver", cuda.and_then(driver));
    if let Some(build) = build {
        let has = |torch: &TorchRelease| torch.index_builds().iter().any(|known| known == build);
        let versions: Vec<&str> = torch_releases().filter(has).map(|torch| torch.version).collect();
        if let (Some(newest), Some(oldest)) = (versions.first(), versions.last()) {
            facts.add("torch", format!("{oldest} to {newest}, as far as is known"));
        }
    }
    let what = match build {
        Some("cpu") => "builds without CUDA".to_owned(),
        Some(build) => format!("builds {}", code(build)),
        None => "all builds".to_owned(),
    };
    let nightly = if is_nightly { ", made every night" } else { "" };
    let title = format!("**PyTorch's package index**, {what}{nightly}");
    let note =
        "It holds torch, torchvision, torchaudio and what they need, and few other packages.".to_owned();
    Some(paragraphs([title, facts.markdown(), note]))
}
