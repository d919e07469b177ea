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
    let bytes = sum(packages, source.confidence, |package| (package.bytes, package.error));
    let gzip = |package: &Package| (package.gzip_bytes, package.gzip_error);
    let compressed = sum(packages, source.confidence.min(Confidence::Estimated), gzip);
    let path = String::new();
    let mut piece = Piece { what, path, bytes, compressed, source: source.text.clone() };
    if packages.iter().all(|package| package.optional) {
        piece.make_optional();
    }
    walk.push(piece);
}

/// The sum of figures that come with their relative errors, all of which may point the same way.
fn sum(packages: &[&Package], confidence: Confidence, figure: impl Fn(&Package) -> (u64, f64)) -> Estimate {
    let figures: Vec<(u64, f64)> = packages.iter().map(|package| figure(package)).collect();
    let bytes: u64 = figures.iter().map(|(bytes, _)| bytes).sum();
    let off: f64 = figures.iter().map(|(bytes, error)| *bytes as f64 * error).sum();
    Estimate::within(bytes, off / (bytes as f64).max(1.0), confidence)
}
