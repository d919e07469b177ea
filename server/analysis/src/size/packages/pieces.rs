//! From packages to parts of a layer.

use super::{Closure, Package};
use crate::image_path::below;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Packages shown by name; the rest is summed.
const SHOWN: usize = 6;

/// Files and folders that name package sources.
const SOURCE_LISTS: [&str; 4] =
    ["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/yum.repos.d", "/etc/apk/repositories"];

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
    let why = match may_have_other_sources(walk) {
        true => format!("not in the indexes of {release}; it may come from sources that the Dockerfile adds"),
        false => format!("no such package in {release}"),
    };
    for name in &closure.absent {
        walk.push(Piece::unknown(name.clone(), "", why.clone()));
    }
}

/// An earlier command named package sources of its own, or nobody knows what it did.
fn may_have_other_sources(walk: &Walk<'_>) -> bool {
    walk.state.other_sources
        || walk.state.incomplete
        || walk.draft.pieces.iter().any(|piece| piece.bytes.is_unknown())
        || SOURCE_LISTS.iter().any(|folder| walk.state.written_below(folder).next().is_some())
        || walk.draft.pieces.iter().any(|piece| is_source_list(&piece.path))
}

/// A file in which package sources are named.
pub(in crate::size) fn is_source_list(path: &str) -> bool {
    !path.is_empty() && SOURCE_LISTS.iter().any(|folder| below(folder, path).is_some())
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
