//! From the packages of a lock file to parts of a layer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::facts::{Fact, NodePackage, NodePackageSize};
use crate::image_path::absolute;
use crate::install::node_lock::{LockedPackage, NodeLock};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{gzip, node};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Packages shown by name; the rest is summed.
const SHOWN: usize = 8;
/// Names in a line about several packages.
const NAMED: usize = 3;
/// What `npm cache clean` removes.
const CACHE: &str = "npm's cache";
const SOURCE: &str = "unpacked size in the registry's metadata";
const SOURCE_ARCHIVE: &str = "length of the archive in the registry's tarball";

/// An install that was read.
pub(super) struct Order {
    /// The project's folder.
    pub folder: String,
    /// npm's own cache.
    pub cache: String,
    pub lock_name: String,
    pub lock_bytes: u64,
    pub lock: NodeLock,
    /// The configured registry of each package of the lock.
    pub registries: Vec<Option<String>>,
    pub ignores_scripts: bool,
}

/// A package whose size is known.
struct Measured<'o> {
    package: &'o LockedPackage,
    files: Estimate,
    tarball: Estimate,
    source: &'static str,
}

/// Adds the packages of an install, npm's cache and notes.
pub(super) fn push(walk: &mut Walk<'_>, order: &Order) {
    let mut measured = Vec::new();
    let mut unknown: BTreeMap<String, Vec<&LockedPackage>> = BTreeMap::new();
    for (package, registry) in order.lock.packages.iter().zip(&order.registries) {
        match measure(walk, package, registry.as_deref()) {
            Ok(found) => measured.push(found),
            Err(why) => unknown.entry(why).or_default().push(package),
        }
    }
    push_packages(walk, order, &mut measured);
    push_cache(walk, order, &measured);
    for (why, packages) in unknown {
        let what = match packages.len() {
            1 => packages[0].name.clone(),
            count => format!("{count} packages of {} ({})", order.lock_name, names(&packages)),
        };
        walk.push(Piece::unknown(what, modules(order), why));
    }
    push_scripts(walk, order);
}

fn modules(order: &Order) -> String {
    absolute(Some(&order.folder), "node_modules")
}

fn names(packages: &[&LockedPackage]) -> String {
    let shown: Vec<&str> = packages.iter().take(NAMED).map(|package| package.name.as_str()).collect();
    let more = if packages.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn measure<'o>(
    walk: &Walk<'_>,
    package: &'o LockedPackage,
    registry: Option<&str>,
) -> Result<Measured<'o>, String> {
    let resolved = package.resolved.as_deref();
    if resolved.is_some_and(|address| !address.starts_with("https://") && !address.starts_with("http://")) {
        return Err("it comes from a repository or a folder, not from a registry".to_owned());
    }
    let key = NodePackage {
        registry: registry.map(str::to_owned),
        name: package.name.clone(),
        version: package.version.clone(),
        tarball: resolved.map(str::to_owned),
    };
    match walk.stages.analysis.inputs.facts.node_package(&key) {
        Fact::Known(known) => {
            of_size(package, &known.value).ok_or_else(|| "its registry does not tell its size".into())
        }
        Fact::Pending => Err("its size is being asked for".to_owned()),
        Fact::Unavailable(why) => Err(format!("npm's registry: {why}")),
    }
}

fn of_size<'o>(package: &'o LockedPackage, size: &NodePackageSize) -> Option<Measured<'o>> {
    let index = |bytes| Estimate { confidence: Confidence::Index, ..Estimate::exact(bytes) };
    let (files, source) = match (size.files, size.archive) {
        (Some(files), _) => (index(files), SOURCE),
        (None, Some(archive)) => {
            let share = node::FILES_IN_ARCHIVE;
            (index(archive).scaled(share.low, share.best, share.high), SOURCE_ARCHIVE)
        }
        (None, None) => return None,
    };
    let share = node::TARBALL_OVER_FILES;
    let tarball = size.tarball.map_or_else(|| files.scaled(share.low, share.best, share.high), index);
    Some(Measured { package, files, tarball, source })
}

fn push_packages(walk: &mut Walk<'_>, order: &Order, measured: &mut [Measured<'_>]) {
    measured.sort_by_key(|one| Reverse(one.files.best));
    let (shown, rest) = measured.split_at(measured.len().min(SHOWN));
    for one in shown {
        let what = format!("{} {}", one.package.name, one.package.version);
        walk.push(piece(what, absolute(Some(&order.folder), &one.package.path), std::slice::from_ref(one)));
    }
    if !rest.is_empty() {
        walk.push(piece(format!("{} other packages", rest.len()), modules(order), rest));
    }
    if !measured.is_empty() {
        let share = measured.len() as f64 / order.lock.entries.max(1) as f64 * node::HIDDEN_LOCK;
        let bytes = Estimate::within(
            (order.lock_bytes as f64 * share) as u64,
            node::STATE_ERROR,
            Confidence::Estimated,
        );
        let path = format!("{}/.package-lock.json", modules(order));
        walk.push(Piece::new(
            "npm's list of what is installed",
            path,
            bytes,
            gzip::TEXT,
            "the lock file's own length",
        ));
    }
}

fn piece(what: String, path: String, packages: &[Measured<'_>]) -> Piece {
    let share = node::GZIP_OVER_TARBALL;
    let packed: Estimate = packages.iter().map(|one| one.tarball).sum();
    Piece {
        what,
        path,
        bytes: packages.iter().map(|one| one.files).sum(),
        compressed: packed.scaled(share.low, share.best, share.high),
        source: packages.first().map_or(SOURCE, |one| one.source).to_owned(),
    }
}

/// npm keeps each tarball as it came, once, with a line of its index; and a log.
fn push_cache(walk: &mut Walk<'_>, order: &Order, measured: &[Measured<'_>]) {
    if measured.is_empty() {
        return;
    }
    let once: BTreeMap<(&str, &str), Estimate> = measured
        .iter()
        .map(|one| ((one.package.name.as_str(), one.package.version.as_str()), one.tarball))
        .collect();
    let tarballs: Vec<Estimate> = once.into_values().collect();
    let index =
        Estimate::within(tarballs.len() as u64 * node::CACHE_INDEX, node::STATE_ERROR, Confidence::Estimated);
    let bytes = tarballs.iter().copied().sum::<Estimate>() + index;
    let before = walk.draft.pieces.len();
    let folder = format!("{}/_cacache", order.cache);
    walk.push(Piece::new(CACHE, folder, bytes, gzip::COMPRESSED, "the tarballs as downloaded"));
    let logs = Estimate::within(tarballs.len() as u64 * node::LOG, node::STATE_ERROR, Confidence::Estimated);
    walk.push(Piece::new(
        "npm's log",
        format!("{}/_logs", order.cache),
        logs,
        gzip::TEXT,
        "a line for each package",
    ));
    if walk.draft.pieces.len() > before {
        walk.draft.note(format!(
            "npm's cache stays in the layer; add a cache mount on {}, or npm cache clean --force in the same RUN",
            order.cache
        ));
    }
}

/// `npm cache clean --force` in the RUN that filled it.
pub(super) fn clean_cache(walk: &mut Walk<'_>) {
    let is_optional = walk.is_optional();
    if !is_optional {
        walk.draft.pieces.retain(|piece| piece.what != CACHE);
        walk.draft.notes.retain(|note| !note.starts_with(CACHE));
    }
}

/// What packages' own scripts write, a browser for instance, no registry tells.
fn push_scripts(walk: &mut Walk<'_>, order: &Order) {
    let loud = |package: &&LockedPackage| {
        package.has_scripts && !node::QUIET_SCRIPTS.contains(&package.name.as_str())
    };
    let loud: Vec<&LockedPackage> = order.lock.packages.iter().filter(loud).collect();
    if !order.ignores_scripts && !loud.is_empty() {
        let why = "what they write is not known before the build; --ignore-scripts leaves them out";
        walk.push(Piece::unknown(format!("install scripts of {}", names(&loud)), modules(order), why));
    }
}
