//! From packages to parts of a layer.

use std::sync::Arc;

use super::commands;
use super::live::Indexes;
use super::tables::Tables;
use crate::facts::{AptIndex, Fact};
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
        let source = Source {
            text: format!("package index of {} {}", system.distro, system.version),
            error: if system.path_excludes { apt::SLIM_ERROR } else { apt::CLOSURE_ERROR },
            confidence: Confidence::Index,
            files_per_byte: apt::FILES_PER_INSTALLED,
            gzipped,
        };
        let live = Indexes::new(indexes, &walk.state.installed, system.path_excludes);
        return Some((system, Box::new(live), source));
    }
    let tables = Tables::new(system.archive?, system.path_excludes, &walk.state.packages);
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
    let excludes = if system.path_excludes { apt::SLIM_ERROR } else { apt::CLOSURE_ERROR };
    match (system.stands_in, system.archive) {
        (true, Some(archive)) => Source {
            text: format!(
                "approximation: Debian {} of {date} in place of {} {}",
                archive.codename(),
                system.distro,
                system.version
            ),
            error: apt::STAND_IN_ERROR,
            confidence: Confidence::Estimated,
            files_per_byte: apt::FILES_PER_INSTALLED,
            gzipped,
        },
        _ => Source {
            text: format!("Debian {} package index of {date}", system.version),
            error: excludes,
            confidence: Confidence::Index,
            files_per_byte: apt::FILES_PER_INSTALLED,
            gzipped,
        },
    }
}

/// What gzip makes of packages' files.
fn gzipped(files: u64, debs: u64, dropped: u64) -> Estimate {
    let sum = files as f64 * apt::GZIP_PER_FILE_BYTE
        + debs as f64 * apt::GZIP_PER_DEB_BYTE
        + dropped as f64 * apt::GZIP_PER_DROPPED_BYTE;
    // Packages of documentation alone would come out below nothing.
    let floor = files as f64 * gzip::TEXT.low;
    Estimate::within(sum.max(floor).round() as u64, apt::GZIP_ERROR, Confidence::Estimated)
}

/// Python packages compile their modules when they are installed.
fn push_bytecode(walk: &mut Walk<'_>, packages: &[Package]) {
    let sum = |accept: fn(&Package) -> bool| -> u64 {
        packages.iter().filter(|package| accept(package)).map(|package| package.installed_bytes).sum()
    };
    let scaled =
        |bytes: u64, factor: Factor| Estimate::exact(bytes).scaled(factor.low, factor.best, factor.high);
    let (library, modules) =
        (sum(is_standard_library), sum(|package| has_modules(package) && !is_compiled(package)));
    let compiled = sum(|package| has_modules(package) && is_compiled(package));
    if library + modules + compiled > 0 {
        let bytes = scaled(library, apt::LIBRARY_BYTECODE)
            + scaled(modules, apt::PACKAGE_BYTECODE)
            + scaled(compiled, apt::COMPILED_BYTECODE);
        let source = "share measured on Debian 12";
        walk.push(Piece::new("bytecode of Python packages", "", bytes, gzip::BYTECODE, source));
    }
}

fn is_standard_library(package: &Package) -> bool {
    let name = package.name.as_str();
    name.starts_with("libpython3.") && (name.ends_with("-stdlib") || name.ends_with("-minimal"))
}

fn has_modules(package: &Package) -> bool {
    package.section == "python" && package.name.starts_with("python3-")
}

fn is_compiled(package: &Package) -> bool {
    package.installed_bytes >= apt::COMPILED_FROM
}

fn push_state(walk: &mut Walk<'_>, packages: &[Package]) {
    if packages.is_empty() {
        return;
    }
    let asks = packages.iter().any(|package| apt::DEBCONF_USERS.contains(&package.name.as_str()));
    let debconf = if asks { apt::DEBCONF_BACKUP } else { 0 };
    let best = apt::STATE_BASE + debconf + apt::STATE_PER_PACKAGE * packages.len() as u64;
    let bytes = Estimate::within(best, apt::STATE_ERROR, Confidence::Estimated);
    let source = format!("measured on Debian 12, for {} packages", packages.len());
    walk.push(Piece::new("dpkg's database and logs", "/var/lib/dpkg", bytes, gzip::TEXT, source));
}

/// Without docker-clean the packages stay as downloaded, and apt's binary caches too.
fn push_cache(walk: &mut Walk<'_>, packages: &[Package], source: &Source) {
    let debs: u64 = packages.iter().map(|package| package.package_bytes).sum();
    let bytes = Estimate::within(debs, source.error, Confidence::Estimated);
    let path = "/var/cache/apt/archives";
    walk.push(Piece::new("downloaded packages", path, bytes, gzip::COMPRESSED, source.text.clone()));
    let caches = Estimate::within(apt::BINARY_CACHES, apt::BINARY_CACHES_ERROR, Confidence::Estimated);
    let from = "measured on Debian 12";
    walk.push(Piece::new("apt's binary caches", "/var/cache/apt", caches, gzip::APT_CACHES, from));
}
