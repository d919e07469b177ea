//! apt's subcommands.

use super::Install;
use crate::install::apt_install;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{apt, gzip};
use crate::size::piece::Piece;
use crate::size::run::{Call, Effect, Walk};
use crate::size::state::System;

/// Where apt keeps its lists.
pub(super) const LISTS: &str = "/var/lib/apt/lists";

/// Adds what one apt command leaves behind.
pub(in crate::size) fn command(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    if let Some(install) = apt_install(&call.invocation) {
        let unknown = install.has_unknown_requests;
        let names = install.requests.into_iter().map(|request| request.name).collect();
        walk.apt.installs.push(Install {
            names,
            recommends: install.with_recommends,
            optional: call.command.nesting.conditional || call.command.nesting.function,
        });
        note_python(walk);
        return if unknown {
            Effect::Unknown("some package names are not known before the build")
        } else {
            Effect::Known
        };
    }
    let operands: Vec<&str> = call
        .invocation
        .args
        .iter()
        .filter(|word| !word.value.starts_with('-'))
        .map(|word| word.value.as_str())
        .collect();
    match operands.first().copied() {
        Some("update") => lists(walk),
        Some("remove" | "purge" | "autoremove" | "autopurge") => {
            let is_auto = operands[0].starts_with("auto")
                || call.invocation.has_option(&["--auto-remove", "--autoremove"]);
            walk.apt.autoremoved |= is_auto;
            walk.apt.removed.extend(operands[1..].iter().map(|name| (*name).to_owned()));
        }
        Some("clean" | "autoclean") => walk.apt.cache_removed = true,
        Some("dist-clean" | "distclean") => {
            walk.apt.cache_removed = true;
            walk.draft.pieces.retain(|piece| piece.path != LISTS);
        }
        Some("upgrade" | "dist-upgrade" | "full-upgrade") => {
            return Effect::Unknown("how many packages it renews depends on the age of the base image");
        }
        Some("build-dep" | "source" | "download" | "satisfy") => {
            return Effect::Unknown("what it brings is not known");
        }
        _ => {}
    }
    Effect::Known
}

/// `apt-get update`: the lists, once.
fn lists(walk: &mut Walk<'_>) {
    if walk.draft.pieces.iter().any(|piece| piece.path == LISTS) {
        return;
    }
    let piece =
        match walk.state.system.as_ref().and_then(|system| lists_of(system).map(|bytes| (system, bytes))) {
            Some((system, bytes)) => {
                let gzip = if system.gzip_indexes { gzip::APT_LISTS } else { gzip::TEXT };
                Piece::new("package lists", LISTS, bytes, gzip, source_of_lists(system))
            }
            None => Piece::unknown("package lists", LISTS, "the base image's distribution is not known"),
        };
    walk.push(piece);
}

fn lists_of(system: &System) -> Option<Estimate> {
    if system.distro == "ubuntu" {
        let [low, best, high] = apt::UBUNTU_LISTS.map(Some);
        return Some(Estimate { low, best, high, confidence: Confidence::Estimated });
    }
    let codename = system.archive?.codename();
    let table = if system.gzip_indexes { apt::LISTS } else { apt::LISTS_UNCOMPRESSED };
    let (_, bytes) = table.iter().find(|(name, _)| *name == codename)?;
    Some(Estimate::within(*bytes, apt::LISTS_DRIFT, Confidence::Index))
}

fn source_of_lists(system: &System) -> String {
    match system.distro.as_str() {
        "ubuntu" => "public reports on Ubuntu images".to_owned(),
        _ => format!("measured on Debian {}", system.version),
    }
}

/// `apt-get install python3` gives the stage a Python.
fn note_python(walk: &mut Walk<'_>) {
    let Some(install) = walk.apt.installs.last() else { return };
    let is_python = |name: &&String| {
        let rest = name.strip_prefix("python3");
        rest.is_some_and(|rest| matches!(rest, "" | "-pip" | "-dev" | "-venv" | "-full"))
    };
    let explicit = install.names.iter().find_map(|name| {
        let minor = name.strip_prefix("python3.")?;
        minor.split('-').next()?.parse::<u64>().ok()
    });
    let system = walk.state.system.as_ref();
    let default = || {
        let system = system?;
        let distro = knowledge::distros::find(&system.distro, &system.version)?;
        Some(knowledge::version::Version::parse(distro.python3?).major_minor())
    };
    let found = match explicit {
        Some(minor) => Some((3, minor)),
        None if install.names.iter().any(|name| is_python(&name)) => default(),
        None => None,
    };
    if let (None, Some((major, minor))) = (walk.state.python.version, found) {
        walk.state.python.version = Some((major, minor));
        walk.state.python.site_packages = Some(format!("/usr/local/lib/python{major}.{minor}/dist-packages"));
    }
}
