//! Debian and Ubuntu packages: common names that the stage's release has, and CUDA's own.

use knowledge::apt::{Archive, NameStatus, common_names};
use knowledge::cuda_images::nvidia_packages;
use knowledge::distros::Distro;
use knowledge::images;

use super::super::{Item, ItemKind, List};
use crate::context::{ShellPlace, Site};

pub(super) fn names(site: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    let distro = distro(site);
    let archive = distro.and_then(|distro| Archive::for_distro(distro.id, distro.version));
    let mut known: Vec<_> = common_names().filter(|name| !super::is_there(place, name.name)).collect();
    known.sort_by_key(|name| std::cmp::Reverse(name.dockerfiles));
    for name in known {
        let status = archive.map(|(archive, _)| name.status(archive));
        let detail = match status {
            Some(NameStatus::Absent) => continue,
            Some(NameStatus::Base) => "in the base image already",
            Some(NameStatus::AliasOf(_)) => "provided by another package",
            Some(NameStatus::Exists) | None => "",
        };
        list.push(Item::new(name.name, ItemKind::Package).detail(detail));
    }
    cuda_packages(site, place, list);
}

/// The distribution at the root of the stage.
pub(super) fn distro(site: &Site<'_, '_>) -> Option<Distro> {
    let model = &site.analysis.model;
    let stage = model.stage_of(site.info?)?;
    let image = model.root_base(stage).image()?;
    let tag = image.tag.as_deref().unwrap_or_default();
    Some(images::distro(&image.repository.familiar_with_registry(), tag)?.distro)
}

/// NVIDIA's packages carry the CUDA version in their names.
fn cuda_packages(site: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    let Some(cuda) = super::index::cuda(site) else { return };
    for package in nvidia_packages() {
        let name = package.name(cuda);
        if !super::is_there(place, &name) {
            list.push(Item::new(name, ItemKind::Package).detail(package.about));
        }
    }
}
