//! From packages to parts of a layer.

use std::sync::Arc;

use super::commands;
use super::live::Indexes;
use super::tables::Tables;
use crate::facts::{AptIndex, Fact, oldest_reading};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{Factor, apt, gzip};
use crate::size::packages::{Bringer, Package, Session, Source, closure, push_packages, push_problems};
use crate::size::piece::Piece;
use crate::size::run::Walk;
use crate::size::state::System;

/// Adds the packages of a RUN's apt commands, and what dpkg keeps about them.
pub(in crate::size) fn settle(walk: &mut Walk<'_>, session: Session) {
    if session.installs.is_empty() {
        return;
    }
    let names: Vec<String> = session.installs.iter().flat_map(|install| install.names.clone()).collect();
    let Some((system, mut bringer, source)) = bringer(walk) else {
        let why = "the package archive of this base image is not embedded";
        return walk.push(Piece::unknown(names.join(" "), "", why));
    };
    let closure = closure(&session, bringer.as_mut());
    if let Some(installed) = bringer.installed() {
        walk.state.installed = installed.to_vec();
    }
    // What is named again is there already; kept twice, it would be resolved twice by every later RUN.
    for name in names {
        if !walk.state.packages.contains(&name) {
            walk.state.packages.push(name);
        }
    }
    push_problems(walk, &closure, &format!("{} {}", system.distro, system.version));
    push_packages(walk, &closure.packages, &source);
    push_bytecode(walk, &closure.packages);
    push_generated(walk, &closure.packages);
    push_state(walk, &closure.packages);
    if !system.docker_clean && !session.cache_removed {
        push_cache(walk, &closure.packages, &source);
    }
    if walk.draft.pieces.iter().any(|piece| piece.path == commands::LISTS) {
        walk.draft.note("the package lists stay in the layer; remove /var/lib/apt/lists/* in the same RUN");
    }
}

/// Who knows the packages: the image's own archives, else the embedded tables.
fn bringer(walk: &Walk<'_>) -> Option<(System, Box<dyn Bringer>, Source)> {
    let system = walk.state.system.clone()?;
    if let Some(indexes) = indexes(walk) {
        let facts = walk.stages.analysis.inputs.facts;
        let read = oldest_reading(walk.state.archives.iter().map(|archive| facts.apt_index(archive)));
        let read = read.unwrap_or_default();
        let source = Source {
            text: format!("package index of {} {}, {read}", system.distro, system.version),
            confidence: Confidence::Index,
        };
        let live = Indexes::new(indexes, &walk.state.installed, system.path_excludes);
        return Some((system, Box::new(live), source));
    }
    let tables = Tables::new(system.archive?, &system, &walk.state.packages);
    let source = embedded(&system);
    Some((system, Box::new(tables), source))
}

/// The indexes of the image's archives; `None` until all that can be had are there.
pub(super) fn indexes(walk: &Walk<'_>) -> Option<Vec<Arc<AptIndex>>> {
    let facts = walk.stages.analysis.inputs.facts;
    let answers: Vec<Fact<AptIndex>> =
        walk.state.archives.iter().map(|archive| facts.apt_index(archive)).collect();
    if answers.contains(&Fact::Pending) || walk.state.installed.is_empty() {
        return None;
    }
    let known: Vec<Arc<AptIndex>> = answers.iter().filter_map(|answer| answer.value().cloned()).collect();
    (!known.is_empty()).then_some(known)
}

/// What the embedded tables say, and how far it may be off.
fn embedded(system: &System) -> Source {
    let date = "2026-11-23";
    match (system.stands_in, system.archive) {
        (true, Some(archive)) => Source {
            text: format!(
                "approximation: Debian {} of {date} in place of {} {}",
                archive.codename(),
                system.distro,
                system.version
            ),
            confidence: Confidence::Estimated,
        },
        _ => Source {
            text: format!("Debian {} package index of {date}", system.version),
            confidence: Confidence::Index,
        },
    }
}

/// Packages compile their modules when they are installed and Python is there: those of the standard library
/// when the interpreter that they belong to comes, which a program with Python inside does not bring.
fn push_bytecode(walk: &mut Walk<'_>, packages: &[Package]) {
    let there = |name: &str| {
        packages.iter().any(|package| package.name == name)
            || walk.state.installed.iter().any(|package| package.name == name)
            || walk.state.packages.iter().any(|package| package == name)
    };
    let is_compiled = |package: &&Package| match package.name.strip_prefix("libpython3") {
        Some(library) => there(&format!("python3{}", library.trim_end_matches("-stdlib"))),
        None => there("python3-minimal"),
    };
    let is_library = |package: &Package| package.name.starts_with("libpython3");
    let sum = |library: bool| -> u64 {
        let sources = packages.iter().filter(is_compiled).filter(|package| is_library(package) == library);
        sources.map(|package| package.module_bytes).sum()
    };
    let (library, other) = (sum(true), sum(false));
    if library + other > 0 {
        let minor =
            |package: &Package| package.name.strip_prefix("python3.")?.split('-').next()?.parse().ok();
        let stage = walk.state.python.version.map(|(_, minor)| minor);
        let share = apt::source_bytecode(packages.iter().find_map(minor).or(stage).unwrap_or_default());
        let scaled = |bytes: u64, by: Factor| Estimate::exact(bytes).scaled(by.low, by.best, by.high);
        let (more, other) = (apt::OTHER_BYTECODE, scaled(other, share));
        let bytes = scaled(library, share) + other.scaled(more.low, more.best, more.high);
        let source = "share measured with this version of Python";
        walk.push(Piece::new("bytecode of Python packages", "", bytes, gzip::BYTECODE, source));
    }
}

/// What maintainer scripts write.
fn push_generated(walk: &mut Walk<'_>, packages: &[Package]) {
    let Some(archive) = walk.state.system.as_ref().and_then(|system| system.archive) else { return };
    for package in packages {
        let Some(generated) = knowledge::apt::generated(&package.name, archive) else { continue };
        let bytes = Estimate::within(generated.bytes, apt::GENERATED_ERROR, Confidence::Estimated);
        let share = generated.gzip as f64 / 1_000.0;
        let gzip = Factor { low: share * 0.9, best: share, high: (share * 1.1).min(1.0) };
        let what = format!("files that {} makes when it is installed", package.name);
        walk.push(Piece::new(what, generated.path, bytes, gzip, "measured on Debian"));
    }
}

/// dpkg's status is there twice, its notes once; debconf writes its templates again.
fn push_state(walk: &mut Walk<'_>, packages: &[Package]) {
    if packages.is_empty() {
        return;
    }
    let count = packages.len() as u64;
    let status = match walk.state.database_bytes {
        0 => apt::STATUS,
        known => known,
    };
    let asks = packages.iter().any(|package| package.asks);
    let templates = match walk.state.debconf_bytes {
        0 => apt::DEBCONF_TEMPLATES,
        known => known,
    };
    let templates = templates * if asks { 2 } else { 1 };
    let notes: u64 = packages.iter().map(|package| package.info_bytes).sum();
    let best =
        templates + apt::LOGS + 2 * (status + apt::STANZA * count) + apt::LOGS_PER_PACKAGE * count + notes;
    walk.state.database_bytes = status + apt::STANZA * count;
    let bytes = Estimate::within(best, apt::STATE_ERROR, Confidence::Estimated);
    let source = format!("measured on Debian, for {count} packages");
    walk.push(Piece::new("dpkg's database and logs", "/var/lib/dpkg", bytes, gzip::TEXT, source));
}

/// Without docker-clean the packages stay as downloaded, and apt's binary caches too.
fn push_cache(walk: &mut Walk<'_>, packages: &[Package], source: &Source) {
    let debs: u64 = packages.iter().map(|package| package.package_bytes).sum();
    let bytes = Estimate::within(debs, apt::CLOSURE_ERROR, Confidence::Estimated);
    let path = "/var/cache/apt/archives";
    walk.push(Piece::new("downloaded packages", path, bytes, gzip::COMPRESSED, source.text.clone()));
    let caches = Estimate::within(apt::BINARY_CACHES, apt::BINARY_CACHES_ERROR, Confidence::Estimated);
    let from = "measured on Debian 12";
    walk.push(Piece::new("apt's binary caches", "/var/cache/apt", caches, gzip::APT_CACHES, from));
}
