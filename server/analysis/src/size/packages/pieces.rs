//! From packages to parts of a layer.

use super::{Closure, Package};
use crate::image_path::below;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Packages shown by name; the rest is summed.
const SHOWN: usize = 6;

/// Where the figures come from.
pub(in crate::size) struct Source {
    pub text: String,
    pub confidence: Confidence,
    /// What gzip makes of files, of which these bytes are kept, packed so, and left out.
    pub gzipped: fn(files: u64, packages: u64, dropped: u64) -> Estimate,
}

/// Adds what nobody knows the size of.
pub(in crate::size) fn push_problems(walk: &mut Walk<'_>, closure: &Closure, release: &str) {
    for name in &closure.unknown {
        walk.push(Piece::unknown(name.clone(), "", "this package is not in the embedded tables"));
    }
    let other = if has_other_sources(walk) { "; the Dockerfile adds sources that are not read" } else { "" };
    for name in &closure.absent {
        walk.push(Piece::unknown(name.clone(), "", format!("no such package in {release}{other}")));
    }
}

/// An earlier command named package sources of its own.
fn has_other_sources(walk: &Walk<'_>) -> bool {
    const FOLDERS: [&str; 4] =
        ["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/yum.repos.d", "/etc/apk/repositories"];
    let is_source = |piece: &Piece| {
        !piece.path.is_empty() && FOLDERS.iter().any(|folder| below(folder, &piece.path).is_some())
    };
    FOLDERS.iter().any(|folder| walk.state.written_below(folder).next().is_some())
        || walk.draft.pieces.iter().any(is_source)
}

/// Adds the packages: the largest by name, the rest together.
pub(in crate::size) fn push_packages(walk: &mut Walk<'_>, packages: &[Package], source: &Source) {
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
            push(walk, format!("{} other packages", rest.len()), &rest, source);
        }
    }
}

fn push(walk: &mut Walk<'_>, what: String, packages: &[&Package], source: &Source) {
    let sum = |figure: fn(&Package) -> u64| -> u64 { packages.iter().map(|package| figure(package)).sum() };
    let files = sum(|package| package.bytes);
    let off: f64 = packages.iter().map(|package| package.bytes as f64 * package.error).sum();
    let bytes = Estimate::within(files, off / (files as f64).max(1.0), source.confidence);
    let dropped = sum(|package| package.dropped_bytes);
    let compressed = (source.gzipped)(files, sum(|package| package.package_bytes), dropped);
    let path = String::new();
    let mut piece = Piece { what, path, bytes, compressed, source: source.text.clone() };
    if packages.iter().all(|package| package.optional) {
        piece.make_optional();
    }
    walk.push(piece);
}
