//! Subcommands of apk and of dnf, microdnf and yum.

use std::sync::Arc;

use crate::facts::PackageIndex;
use crate::install::system_install;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{gzip, system};
use crate::size::packages::Install;
use crate::size::piece::Piece;
use crate::size::run::{Call, Effect, Walk};

/// Where apk keeps indexes.
const APK_CACHE: &str = "/var/cache/apk";
const UPGRADE: &str = "how many packages it renews depends on the age of the base image";

/// Adds what one apk command leaves behind.
pub(in crate::size) fn apk(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    if let Some(install) = system_install(&call.invocation) {
        if install.updates_cache && !install.no_cache {
            keep_indexes(walk, APK_CACHE);
        }
        return add(walk, call, &install);
    }
    let (verb, names) = verb_and_names(call);
    match verb {
        Some("update") if !call.invocation.has_option(&["--no-cache"]) => keep_indexes(walk, APK_CACHE),
        Some("del") => remove(walk, names),
        Some("upgrade" | "fix") => return Effect::Unknown(UPGRADE),
        Some("cache") => {}
        _ => {}
    }
    Effect::Known
}

/// Adds what one command of dnf, microdnf, yum or tdnf leaves behind.
pub(in crate::size) fn dnf(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let cache = match call.invocation.program {
        "dnf" => "/var/cache/dnf",
        "tdnf" => "/var/cache/tdnf",
        _ => "/var/cache/yum",
    };
    if let Some(install) = system_install(&call.invocation) {
        keep_indexes(walk, cache);
        walk.state.dnf.skips_docs |= install.skips_docs;
        return add(walk, call, &install);
    }
    let (verb, names) = verb_and_names(call);
    match verb {
        Some("makecache" | "check-update" | "repolist" | "list" | "search") => keep_indexes(walk, cache),
        Some("remove" | "erase" | "autoremove") => remove(walk, names),
        Some("clean") => walk.draft.pieces.retain(|piece| piece.path != cache),
        Some("update" | "upgrade" | "distro-sync" | "update-minimal") => return Effect::Unknown(UPGRADE),
        Some("config-manager" | "copr") => add_sources(walk, call.invocation.program),
        Some("group" | "groups" | "builddep" | "module" | "swap" | "download") => {
            return Effect::Unknown("what it brings is not known");
        }
        _ => walk.push_small(call.invocation.program, ""),
    }
    Effect::Known
}

fn add(walk: &mut Walk<'_>, call: &Call<'_>, install: &crate::install::SystemInstall) -> Effect {
    walk.system.installs.push(Install {
        names: install.requests.iter().map(|request| request.name.clone()).collect(),
        recommends: install.with_weak && !walk.state.dnf.skips_weak,
        optional: call.command.nesting.conditional || call.command.nesting.function,
        group: install.group.clone(),
    });
    match (install.has_unknown_requests, install.has_other_repositories) {
        (true, _) => Effect::Unknown("some package names are not known before the build"),
        (_, true) => Effect::Unknown("repositories that the command adds are not read"),
        _ => Effect::Known,
    }
}

/// `yum-config-manager`.
pub(in crate::size) fn add_repository(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    add_sources(walk, call.invocation.program);
    Effect::Known
}

/// A small file that names repositories of its own.
fn add_sources(walk: &mut Walk<'_>, program: &str) {
    walk.state.other_sources = true;
    walk.push_small(program, "/etc/yum.repos.d");
}

/// apk and dnf take with a package what only it needed.
fn remove(walk: &mut Walk<'_>, names: Vec<String>) {
    walk.system.autoremoved = true;
    walk.system.removed.extend(names);
}

/// The subcommand and what follows it.
fn verb_and_names<'c>(call: &Call<'c>) -> (Option<&'c str>, Vec<String>) {
    let mut operands = call.invocation.args.iter().map(|word| word.value.as_str());
    let mut operands = operands.by_ref().filter(|word| !word.starts_with('-'));
    let verb = operands.next();
    (verb, operands.map(str::to_owned).collect())
}

/// The metadata of the repositories, once.
fn keep_indexes(walk: &mut Walk<'_>, cache: &str) {
    if walk.draft.pieces.iter().any(|piece| piece.path == cache) {
        return;
    }
    let piece = match super::pieces::indexes(walk) {
        Ok(indexes) => {
            let packed: u64 = indexes.iter().map(|index: &Arc<PackageIndex>| index.kept_bytes).sum();
            let factor =
                if cache == APK_CACHE { system::APK_INDEXES_KEPT } else { system::DNF_METADATA_KEPT };
            let bytes = Estimate { confidence: Confidence::Index, ..Estimate::exact(packed) };
            let bytes = bytes.scaled(factor.low, factor.best, factor.high);
            let gzip = if cache == APK_CACHE { gzip::COMPRESSED } else { system::DNF_METADATA_GZIP };
            Piece::new("repository metadata", cache, bytes, gzip, "indexes of the image's repositories")
        }
        Err(why) => Piece::unknown("repository metadata", cache, why),
    };
    walk.push(piece);
}
