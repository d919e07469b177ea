//! Python requirements: names, and versions after an operator.

use std::sync::Arc;

use knowledge::images;
use knowledge::python_packages::{
    self, PythonSupport, Release, TorchRelease, ml_package, ml_packages, release, releases, torch_releases,
};
use syntax::TextRange;

use super::super::{Item, ItemKind, List};
use super::index::pinned_torch;
use crate::context::{ShellPlace, Site};

/// Operators of version specifiers, longest first.
const OPERATORS: [&str; 8] = ["===", "==", "~=", ">=", "<=", "!=", ">", "<"];

pub(super) fn requirements(site: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    let current = place.current.as_str();
    let specifier_start = current.find(['=', '<', '>', '~', '!']);
    match specifier_start {
        Some(at) => versions(site, &current[..at], &current[at..], list),
        None => names(site, place, list),
    }
}

/// Packages of machine learning first, then the others that the tables know.
pub(super) fn names(_: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    let key: Arc<str> = Arc::from("package");
    let releases = python_packages::names().iter().copied();
    let ml: Vec<&str> = ml_packages().map(|package| package.name).collect();
    let known = FIRST.iter().copied().chain(ml).chain(releases);
    let mut seen = std::collections::HashSet::new();
    for name in known.filter(|name| !super::is_there(place, name)) {
        if seen.insert(name) {
            let about = ml_package(name).map_or("", |package| package.about);
            let item = Item::new(name, ItemKind::Package).detail(about).resolved_by(&key);
            list.push(item.committed_by(&["=", "<", ">"]));
        }
    }
}

/// What most images install, in this order.
const FIRST: [&str; 8] =
    ["torch", "torchvision", "torchaudio", "transformers", "numpy", "accelerate", "tensorflow", "vllm"];

fn versions(site: &Site<'_, '_>, name: &str, specifier: &str, list: &mut List) {
    let name = name.split('[').next().unwrap_or(name);
    let last = specifier.rsplit(',').next().unwrap_or(specifier);
    let Some(operator) = OPERATORS.iter().find(|operator| last.starts_with(**operator)) else { return };
    let typed = last[operator.len()..].trim_start();
    let start = site.offset - syntax::offset(typed.len());
    let rest = site.analysis.source.slice(TextRange::new(site.offset, site.range.end()));
    let end = rest.find([',', ';']).map_or(site.range.end(), |at| site.offset + syntax::offset(at));
    list.replace(TextRange::new(start, end));
    let python = python(site);
    let key: Arc<str> = Arc::from(format!("version {name}"));
    if matches!(name, "torchvision" | "torchaudio") {
        companions(site, name, python, &key, list);
    }
    let (fitting, others): (Vec<Release>, Vec<Release>) =
        releases(name).filter(|release| !release.yanked).partition(|release| fits(release, python));
    let fitting = fitting.into_iter().map(|release| (release, true));
    for (release, fits) in fitting.chain(others.into_iter().map(|release| (release, false))) {
        let item = Item::new(release.version, ItemKind::Version).detail(detail(&release, fits, python));
        list.push_new(item.resolved_by(&key));
    }
}

/// Versions of torchvision or torchaudio by the torch that they belong to; that of the command's own
/// torch first.
fn companions(site: &Site<'_, '_>, name: &str, python: Option<(u16, u16)>, key: &Arc<str>, list: &mut List) {
    let pinned = pinned_torch(site).map(|torch| torch.version);
    let supports =
        |torch: &TorchRelease| release("torch", torch.version).is_none_or(|release| fits(&release, python));
    let mut torches: Vec<TorchRelease> = torch_releases().collect();
    torches.sort_by_key(|torch| (Some(torch.version) != pinned, !supports(torch)));
    for torch in torches {
        let wheel = match python.filter(|_| !supports(&torch)) {
            Some((major, minor)) => format!("no wheel for Python {major}.{minor}, "),
            None => String::new(),
        };
        let versions: Vec<&str> = match name {
            "torchvision" => torch.torchvision().collect(),
            _ => torch.torchaudio().collect(),
        };
        for version in versions {
            let item = Item::new(version, ItemKind::Version);
            list.push_new(item.detail(format!("{wheel}for torch {}", torch.version)).resolved_by(key));
        }
    }
}

fn fits(release: &Release, python: Option<(u16, u16)>) -> bool {
    python.is_none_or(|(major, minor)| release.supports_python(major, minor) != PythonSupport::NoWheel)
}

fn detail(release: &Release, fits: bool, python: Option<(u16, u16)>) -> String {
    let mut parts = Vec::new();
    if let (false, Some((major, minor))) = (fits, python) {
        parts.push(format!("no wheel for Python {major}.{minor}"));
    }
    parts.extend(release.cuda.map(|cuda| format!("CUDA {cuda}")));
    parts.extend(release.date.map(str::to_owned));
    parts.join(", ")
}

/// The Python that the command at the cursor installs for, else that of the stage.
fn python(site: &Site<'_, '_>) -> Option<(u16, u16)> {
    let info = site.info?;
    let environments = site.analysis.environments();
    let here = environments.installs().filter(|install| {
        install.instruction == info.index && install.program_range().start() <= site.offset
    });
    here.last().and_then(|install| install.python).or_else(|| base_python(site))
}

/// Python of the stage's base image.
fn base_python(site: &Site<'_, '_>) -> Option<(u16, u16)> {
    let model = &site.analysis.model;
    let image = model.root_base(model.stage_of(site.info?)?).image()?;
    let name = image.repository.familiar_with_registry();
    let tag = image.tag.as_deref().unwrap_or_default();
    if let Some((major, minor)) = images::python(&name, tag).and_then(|python| python.minor()) {
        return Some((u16::try_from(major).ok()?, u16::try_from(minor).ok()?));
    }
    // An image without Python gets its distribution's, unless the file brings another.
    let text = site.analysis.source.text();
    if ["deadsnakes", "conda", "uv python", "pyenv"].iter().any(|other| text.contains(other)) {
        return None;
    }
    let (major, minor) = super::apt::distro(site)?.python3?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
