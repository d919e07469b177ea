//! From conda's packages to parts of a layer.

use crate::facts::IndexedPackage;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{conda, gzip, python};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Packages shown by name; the rest is summed.
const SHOWN: usize = 6;
/// What `conda clean` removes.
pub(super) const TARBALLS: &str = "conda's packages as downloaded";
pub(super) const INDEXES: &str = "conda's copies of the channels' indexes";

const SOURCE: &str = "index of the channel: packed length, unpacked by a measured ratio";

/// What the installer's base environment holds already.
const BASE: [&str; 24] = [
    "python",
    "openssl",
    "ca-certificates",
    "libgcc",
    "libgcc-ng",
    "_libgcc_mutex",
    "_openmp_mutex",
    "libgomp",
    "libstdcxx",
    "libstdcxx-ng",
    "zlib",
    "libzlib",
    "xz",
    "liblzma",
    "bzip2",
    "libffi",
    "ncurses",
    "readline",
    "sqlite",
    "libsqlite",
    "tk",
    "tzdata",
    "pip",
    "setuptools",
];

/// Adds an environment's new packages. Files are linked from the folder of unpacked packages, so they
/// count once.
pub(super) fn push(
    walk: &mut Walk<'_>,
    chosen: &[&IndexedPackage],
    prefix: &str,
    is_new: bool,
    requested: &[&str],
) {
    let is_there = |package: &&&IndexedPackage| {
        let name = package.name.as_str();
        is_new || requested.contains(&name) || !BASE.contains(&name)
    };
    let mut new: Vec<&IndexedPackage> = chosen.iter().filter(is_there).copied().collect();
    new.sort_by_key(|package| std::cmp::Reverse(unpacked(package).best));
    let (shown, rest) = new.split_at(new.len().min(SHOWN));
    for package in shown {
        walk.push(piece(package.name.clone(), prefix, std::slice::from_ref(package)));
    }
    if !rest.is_empty() {
        walk.push(piece(format!("{} other packages", rest.len()), prefix, rest));
    }
    let packed: u64 = new.iter().map(|package| package.package_bytes).sum();
    let packed = Estimate { confidence: Confidence::Index, ..Estimate::exact(packed) };
    let cache = format!("{}/pkgs", super::command::root(walk));
    walk.push(Piece::new(TARBALLS, &*cache, packed, gzip::COMPRESSED, "index of the channel"));
    if !walk.draft.pieces.iter().any(|piece| piece.what == INDEXES) {
        walk.push(Piece::unknown(
            INDEXES,
            format!("{cache}/cache"),
            "`conda clean --all` removes them; their length is not known",
        ));
    }
}

fn piece(what: String, prefix: &str, packages: &[&IndexedPackage]) -> Piece {
    let bytes = packages.iter().map(|package| unpacked(package)).sum();
    Piece {
        what,
        path: prefix.to_owned(),
        bytes,
        compressed: packages.iter().map(|package| gzipped(package)).sum(),
        source: SOURCE.to_owned(),
    }
}

fn gzipped(package: &IndexedPackage) -> Estimate {
    let factor = if is_bzip2(package) { conda::GZIP_OVER_BZIP2 } else { conda::GZIP_OVER_ZSTD };
    Estimate::exact(package.package_bytes).scaled(factor.low, factor.best, factor.high)
}

fn is_bzip2(package: &IndexedPackage) -> bool {
    package.file.ends_with(".tar.bz2")
}

/// The files of a package; noarch ones have their bytecode compiled when they are linked.
fn unpacked(package: &IndexedPackage) -> Estimate {
    let is_cuda = conda::CUDA_NAMES.iter().any(|start| package.name.starts_with(start));
    let ratio = match is_cuda {
        true => conda::CUDA_EXPANSION,
        false if is_bzip2(package) => conda::BZIP2_EXPANSION,
        false => conda::ZSTD_EXPANSION,
    };
    let files = Estimate::exact(package.package_bytes).scaled(ratio.low, ratio.best, ratio.high);
    let compiles =
        package.file.starts_with("noarch/") && package.depends.lines().any(|line| line.starts_with("python"));
    let bytecode = python::PURE_BYTECODE;
    if compiles { files + files.scaled(bytecode.low, bytecode.best, bytecode.high) } else { files }
}
