//! From packages to parts of a layer.

use super::closure::{Closure, Package, embedded};
use super::{Session, commands};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{Factor, apt, gzip};
use crate::size::piece::Piece;
use crate::size::run::Walk;
use crate::size::state::System;

/// Packages shown by name; the rest is summed.
const SHOWN: usize = 6;

/// Adds the packages of a RUN's apt commands, and what dpkg keeps about them.
pub(in crate::size) fn settle(walk: &mut Walk<'_>, session: Session) {
    if session.installs.is_empty() {
        return;
    }
    let names = || session.installs.iter().flat_map(|install| install.names.iter().cloned());
    let Some((system, archive)) =
        walk.state.system.clone().and_then(|system| Some((system.clone(), system.archive?)))
    else {
        walk.push(Piece::unknown(
            names().collect::<Vec<_>>().join(" "),
            "",
            "the package archive of this base image is not embedded",
        ));
        return;
    };
    let closure = embedded(&session, &system, archive, &walk.state.packages);
    walk.state.packages.extend(names());
    report_problems(walk, &closure, &system);
    let source = Source::of(&system);
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

/// Where the figures come from, and how far they may be off.
struct Source {
    text: String,
    error: f64,
    confidence: Confidence,
}

impl Source {
    fn of(system: &System) -> Self {
        let date = "2026-11-23";
        let excludes = if system.path_excludes { apt::SLIM_ERROR } else { apt::CLOSURE_ERROR };
        match (system.stands_in, system.archive) {
            (true, Some(archive)) => Self {
                text: format!(
                    "approximation: Debian {} of {date} in place of {} {}",
                    archive.codename(),
                    system.distro,
                    system.version
                ),
                error: apt::STAND_IN_ERROR,
                confidence: Confidence::Estimated,
            },
            _ => Self {
                text: format!("Debian {} package index of {date}", system.version),
                error: excludes,
                confidence: Confidence::Index,
            },
        }
    }
}

fn report_problems(walk: &mut Walk<'_>, closure: &Closure, system: &System) {
    for name in &closure.unknown {
        walk.push(Piece::unknown(name.clone(), "", "this package is not in the embedded tables"));
    }
    for name in &closure.absent {
        walk.push(Piece::unknown(
            name.clone(),
            "",
            format!("no such package in {} {}", system.distro, system.version),
        ));
    }
}

fn push_packages(walk: &mut Walk<'_>, packages: &[Package], source: &Source) {
    let mut sorted: Vec<&Package> = packages.iter().collect();
    sorted.sort_by_key(|package| std::cmp::Reverse(package.bytes));
    let (shown, rest) = sorted.split_at(sorted.len().min(SHOWN));
    for package in shown {
        push(walk, package.name.clone(), &[package], source);
    }
    for optional in [false, true] {
        let rest: Vec<&Package> =
            rest.iter().copied().filter(|package| package.optional == optional).collect();
        if !rest.is_empty() {
            push(walk, format!("{} more packages", rest.len()), &rest, source);
        }
    }
}

fn push(walk: &mut Walk<'_>, what: String, packages: &[&Package], source: &Source) {
    let bytes =
        Estimate::within(packages.iter().map(|package| package.bytes).sum(), source.error, source.confidence);
    let mut piece = Piece::new(what, "", bytes, gzip::DEBIAN_FILES, source.text.clone());
    if packages.iter().all(|package| package.optional) {
        piece.make_optional();
    }
    walk.push(piece);
}

/// Python packages compile their modules when they are installed.
fn push_bytecode(walk: &mut Walk<'_>, packages: &[Package]) {
    let sum = |accept: fn(&Package) -> bool| -> u64 {
        packages.iter().filter(|package| accept(package)).map(|package| package.bytes).sum()
    };
    let scaled =
        |bytes: u64, factor: Factor| Estimate::exact(bytes).scaled(factor.low, factor.best, factor.high);
    let (library, modules) = (sum(is_standard_library), sum(has_modules));
    if library + modules > 0 {
        let bytes = scaled(library, apt::LIBRARY_BYTECODE) + scaled(modules, apt::PACKAGE_BYTECODE);
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

fn push_state(walk: &mut Walk<'_>, packages: &[Package]) {
    if packages.is_empty() {
        return;
    }
    let best = apt::STATE_BASE + apt::STATE_PER_PACKAGE * packages.len() as u64;
    let bytes = Estimate::within(best, apt::STATE_ERROR, Confidence::Estimated);
    let source = format!("measured on Debian 12, for {} packages", packages.len());
    walk.push(Piece::new("dpkg's database and logs", "/var/lib/dpkg", bytes, gzip::TEXT, source));
}

/// Without docker-clean the packages stay as downloaded, and apt's binary caches too.
fn push_cache(walk: &mut Walk<'_>, packages: &[Package], source: &Source) {
    let debs: u64 = packages.iter().map(|package| package.deb_bytes).sum();
    let bytes = Estimate::within(debs + apt::BINARY_CACHES, source.error, Confidence::Estimated);
    let path = "/var/cache/apt/archives";
    walk.push(Piece::new("downloaded packages", path, bytes, gzip::COMPRESSED, source.text.clone()));
}
