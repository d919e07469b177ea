//! Which distribution an image is built on, told from its name and tag.

use super::environment::{MAX_PARENTS, parent};
use super::python::python;
use super::tags::aliases;
use crate::distros::{Distro, all, by_codename, find};
use crate::pattern::canonical_repository;
use crate::table::{Table, cells, table};
use crate::version::{Version, compare};
use std::cmp::Ordering;

pub(crate) const TABLE: Table = table!("default_suites");

/// The distribution of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageDistro {
    pub distro: Distro,
    /// False when the tag itself (or a tag of the same image) names it; true when it follows
    /// from the Dockerfile of the family or from the time of the tag.
    pub inferred: bool,
}

pub(crate) fn read(row: &'static str) -> Option<(&'static str, &'static str, Distro)> {
    let [repository, from, suite] = cells(row)?;
    Some((repository, from, by_codename(suite)?))
}

/// The distribution of `repository:tag`; `None` where the facts do not tell.
pub fn distro(repository: &str, tag: &str) -> Option<ImageDistro> {
    within(repository, tag, MAX_PARENTS)
}

/// The distribution that the tag itself names; `None` where it names none. Cheap: nothing is inferred.
pub fn stated_distro(repository: &str, tag: &str) -> Option<Distro> {
    own_release(canonical_repository(repository), tag).or_else(|| named_in(tag))
}

fn within(repository: &str, tag: &str, depth: usize) -> Option<ImageDistro> {
    let depth = depth.checked_sub(1)?;
    let repository = canonical_repository(repository);
    let stated = |distro| ImageDistro { distro, inferred: false };
    let inferred = |distro| ImageDistro { distro, inferred: true };
    own_release(repository, tag)
        .or_else(|| named_in(tag))
        .or_else(|| {
            let others = aliases(repository, tag);
            others.iter().find_map(|tag| own_release(repository, tag).or_else(|| named_in(tag)))
        })
        .or_else(|| named_in(repository))
        .map(stated)
        .or_else(|| default_suite(repository, tag).map(inferred))
        .or_else(|| {
            let (base, base_tag) = parent(repository, tag)?;
            Some(inferred(within(&base, &base_tag, depth)?.distro))
        })
        .or_else(|| by_system_python(repository, tag).map(inferred))
}

/// Ubuntu's release by the glibc that goes with the image's system Python: NVIDIA's containers.
fn by_system_python(repository: &str, tag: &str) -> Option<Distro> {
    let row = python(repository, tag)?;
    let glibc = row.libc?.strip_prefix("glibc ")?;
    let ubuntu = row.provided_by.is_some_and(|provider| provider.contains("Ubuntu"));
    let same = |distro: &&Distro| distro.id == "ubuntu" && distro.glibc == Some(glibc);
    all().iter().find(same).copied().filter(|_| ubuntu)
}

/// The tag of a distribution's own image: `ubuntu:22.04`, `debian:12-slim`, `redhat/ubi9`.
fn own_release(repository: &str, tag: &str) -> Option<Distro> {
    let release = tag.split('-').next().unwrap_or_default();
    let id = match repository {
        "buildpack-deps" => return by_codename(release).or_else(|| find("ubuntu", release)),
        "rockylinux/rockylinux" => "rockylinux",
        "public.ecr.aws/amazonlinux/amazonlinux" => "amazonlinux",
        "opensuse/leap" => "opensuse",
        "frolvlad/alpine-glibc" => return find("alpine", tag.strip_prefix("alpine-")?),
        other => other,
    };
    all().iter().any(|distro| distro.id == id).then(|| find(id, release))?
}

/// A release that a part of the name tells: `bookworm`, `ubuntu22.04`, `ubuntu2404`, `alpine3.20`.
fn named_in(text: &str) -> Option<Distro> {
    text.split(['-', '_', '/']).find_map(|word| {
        by_codename(word).or_else(|| {
            let digit = word.find(|c: char| c.is_ascii_digit()).filter(|&digit| digit > 0)?;
            let (name, version) = word.split_at(digit);
            let id = match name {
                "amzn" => "amazonlinux",
                "azl" => "azurelinux",
                "cm" => "mariner",
                other => other,
            };
            find(id, version).or_else(|| find(id, &dotted(version)?))
        })
    })
}

/// `2204` -> `22.04`.
fn dotted(version: &str) -> Option<String> {
    let plain = version.len() == 4 && version.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("{}.{}", &version[..2], &version[2..]))
}

/// The suite that was the default when a tag without one was last built. A tag without a
/// patch number (`python:3.8`) is the last patch.
fn default_suite(repository: &str, tag: &str) -> Option<Distro> {
    let (version, variant) = tag.split_once('-').unwrap_or((tag, ""));
    if !matches!(variant, "" | "slim") {
        return None;
    }
    let wanted = Version::parse(version);
    let numbers = wanted.release().count();
    let series = |from: &str| Version::parse(from).major_minor() == wanted.major_minor();
    let reached = |from: &str| numbers == 2 || compare(from, version) != Ordering::Greater;
    TABLE
        .rows()
        .filter_map(read)
        .filter(|(name, from, _)| *name == repository && numbers >= 2 && series(from) && reached(from))
        .last()
        .map(|(_, _, distro)| distro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_names_and_tags() {
        let table = [
            ("ubuntu", "22.04", "ubuntu 22.04", false),
            ("docker.io/library/ubuntu", "latest", "ubuntu 26.04", false),
            ("ubuntu", "jammy", "ubuntu 22.04", false),
            ("debian", "12-slim", "debian 12", false),
            ("debian", "bookworm-20240110-slim", "debian 12", false),
            ("alpine", "3.20.1", "alpine 3.20", false),
            ("python", "3.12-slim", "debian 13", false),
            ("python", "3.11-slim-bookworm", "debian 12", false),
            ("python", "3.12-alpine3.20", "alpine 3.20", false),
            ("python", "3.8-slim", "debian 12", true),
            ("python", "3.10.4", "debian 11", true),
            ("node", "22", "debian 12", false),
            ("nvidia/cuda", "12.4.1-cudnn-runtime-ubuntu22.04", "ubuntu 22.04", false),
            ("nvidia/cuda", "12.4.1-base-ubi9", "ubi 9", false),
            ("nvcr.io/nvidia/cuda", "13.0.0-base-amzn2023", "amazonlinux 2023", false),
            ("vllm/vllm-openai", "v0.30.0-ubuntu2404", "ubuntu 24.04", false),
            ("rocm/pytorch", "rocm7.2_ubuntu22.04_py3.10_pytorch_release_2.9.1", "ubuntu 22.04", false),
            ("rocm/dev-ubuntu-22.04", "6.4.1", "ubuntu 22.04", true),
            ("pytorch/pytorch", "2.7.1-cuda12.8-cudnn9-runtime", "ubuntu 22.04", true),
            ("pytorch/pytorch", "2.14.1-cuda13.0-cudnn9-runtime", "ubuntu 24.04", true),
            ("continuumio/miniconda3", "latest", "debian 12", true),
            ("quay.io/jupyter/scipy-notebook", "latest", "ubuntu 24.04", true),
            ("gcr.io/distroless/python3-debian12", "latest", "debian 12", false),
            ("buildpack-deps", "bookworm-scm", "debian 12", false),
            ("nvcr.io/nvidia/pytorch", "24.05-py3", "ubuntu 22.04", true),
            ("nvcr.io/nvidia/pytorch", "25.12-py3", "ubuntu 24.04", true),
        ];
        for (repository, tag, expected, inferred) in table {
            let got = distro(repository, tag);
            let name = got.map(|d| format!("{} {}", d.distro.id, d.distro.version));
            assert_eq!(name.as_deref(), Some(expected), "{repository}:{tag}");
            assert_eq!(got.map(|d| d.inferred), Some(inferred), "{repository}:{tag}");
        }
    }

    #[test]
    fn silence_where_nothing_tells() {
        for (repository, tag) in [("example.com/app", "1.0"), ("scratch", ""), ("python", "3.12-alpine")] {
            let got = distro(repository, tag);
            assert!(got.is_none_or(|d| d.distro.id == "alpine"), "{repository}:{tag} {got:?}");
        }
    }
}
