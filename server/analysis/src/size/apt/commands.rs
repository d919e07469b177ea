//! apt's subcommands.

use crate::install::apt_install;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{apt, gzip};
use crate::size::packages::Install;
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
            group: None,
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

/// `add-apt-repository`: an archive of its own, with its key.
pub(in crate::size) fn add_archive(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    walk.state.other_sources = true;
    walk.push_small(call.invocation.program, "/etc/apt/sources.list.d");
    Effect::Known
}

/// `apt-get update`: the lists, once.
fn lists(walk: &mut Walk<'_>) {
    if walk.draft.pieces.iter().any(|piece| piece.path == LISTS) {
        return;
    }
    let system = walk.state.system.as_ref();
    let piece = match system.and_then(|system| Some((system, lists_of(walk, system)?))) {
        Some((system, (bytes, source))) => {
            let gzip = if system.gzip_indexes { gzip::APT_LISTS } else { gzip::PLAIN_LISTS };
            Piece::new("package lists", LISTS, bytes, gzip, source)
        }
        None => Piece::unknown("package lists", LISTS, "the base image's distribution is not known"),
    };
    walk.push(piece);
}

/// By the indexes themselves, else as measured.
fn lists_of(walk: &Walk<'_>, system: &System) -> Option<(Estimate, String)> {
    if let Some(indexes) = super::pieces::indexes(walk) {
        let plain: u64 = indexes.iter().map(|index| index.list_bytes).sum();
        let share = if system.gzip_indexes { apt::LISTS_PACKED } else { 1.0 };
        let bytes = (plain as f64 * share) as u64 + apt::RELEASE_FILES;
        let estimate = Estimate::within(bytes, apt::LISTS_DRIFT, Confidence::Index);
        return Some((estimate, "package indexes of the image's archives".to_owned()));
    }
    if system.distro == "ubuntu" {
        let [low, best, high] = apt::UBUNTU_LISTS.map(Some);
        let estimate = Estimate { low, best, high, confidence: Confidence::Estimated };
        return Some((estimate, "public reports on Ubuntu images".to_owned()));
    }
    let codename = system.archive?.codename();
    let table = if system.gzip_indexes { apt::LISTS } else { apt::LISTS_UNCOMPRESSED };
    let (_, bytes) = table.iter().find(|(name, _)| *name == codename)?;
    let estimate = Estimate::within(*bytes, apt::LISTS_DRIFT, Confidence::Index);
    Some((estimate, format!("measured on Debian {}", system.version)))
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
