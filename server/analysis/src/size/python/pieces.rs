//! From wheels to parts of a layer.

use super::closure::{Closure, Package};
use crate::install::{PipInstall, PipTool};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{gzip, python};
use crate::size::piece::Piece;
use crate::size::run::Walk;

/// Where an install leaves its files, and what besides.
pub(super) struct Destination {
    pub folder: String,
    pub compiles: bool,
    /// pip's own cache, where it keeps what it downloads.
    pub cache: Option<String>,
}

impl Destination {
    pub fn of(walk: &Walk<'_>, install: &PipInstall, folder: String) -> Self {
        let is_pip = install.tool == PipTool::Pip;
        let is_set = |name: &str| {
            walk.variable(name).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false" | "off"))
        };
        let keeps_cache = is_pip && !install.no_cache && !is_set("PIP_NO_CACHE_DIR");
        let cache =
            || walk.variable("PIP_CACHE_DIR").unwrap_or_else(|| format!("{}/.cache/pip", walk.home()));
        let uv_compiles = install.compile || is_set("UV_COMPILE_BYTECODE");
        Self {
            folder,
            compiles: if is_pip { !install.no_compile && !is_set("PIP_NO_COMPILE") } else { uv_compiles },
            cache: keeps_cache.then(cache),
        }
    }
}

/// Adds what an install leaves, and remembers what is installed.
pub(super) fn push(walk: &mut Walk<'_>, closure: Closure, destination: &Destination) {
    let minor = walk.state.python.version.map(|(_, minor)| minor);
    for package in &closure.packages {
        walk.push(files(package, destination, minor));
        walk.state.python.installed.insert(package.name.clone(), package.version.clone());
    }
    if let Some(cache) = &destination.cache {
        push_cache(walk, &closure.packages, cache);
    }
    for (what, why) in closure.unknown {
        walk.push(Piece::unknown(what, destination.folder.clone(), why));
    }
    for note in closure.notes {
        walk.draft.note(note);
    }
}

/// Files and bytecode; `minor` is that of the Python which compiles.
fn files(package: &Package, destination: &Destination, minor: Option<u64>) -> Piece {
    let of_version = python::bytecode_of_version(minor, package.share_of_tests);
    let compiled = || package.bytecode.scaled(of_version, of_version, of_version);
    let bytecode = if destination.compiles { compiled() } else { Estimate::exact(0) };
    let share = gzip::BYTECODE;
    let packed = match package.wheel {
        Some(wheel) => {
            let factor = python::GZIP_OVER_DEFLATE;
            Estimate::exact(wheel).scaled(factor.low, factor.best, factor.high)
        }
        None => package.files.scaled(gzip::ANY.low, gzip::ANY.best, gzip::ANY.high),
    };
    Piece {
        what: format!("{} {}", package.name, package.version).trim_end().to_owned(),
        path: format!("{}/{}", destination.folder, package.name),
        bytes: package.files + bytecode,
        compressed: packed + bytecode.scaled(share.low, share.best, share.high),
        source: package.source.clone(),
    }
}

/// Adds the wheels that a command keeps as files.
pub(super) fn push_wheels(walk: &mut Walk<'_>, closure: Closure, destination: &Destination) {
    for package in &closure.packages {
        let (name, version) = (&package.name, &package.version);
        let likely = || format!("{}-{version}-py3-none-any.whl", name.replace('-', "_"));
        let filename = package.filename.clone().unwrap_or_else(likely);
        let path = format!("{}/{filename}", destination.folder);
        walk.push(match package.wheel {
            Some(wheel) => {
                let bytes = match package.filename {
                    Some(_) => Estimate { confidence: Confidence::Index, ..Estimate::exact(wheel) },
                    None => Estimate::within(wheel, python::LATER_VERSION_ERROR, Confidence::Estimated),
                };
                Piece::new(filename, path, bytes, gzip::COMPRESSED, package.source.clone())
            }
            None => Piece::unknown(filename, path, "the length of the wheel is not known"),
        });
    }
    if let Some(cache) = &destination.cache {
        push_cache(walk, &closure.packages, cache);
    }
    for (what, why) in closure.unknown {
        walk.push(Piece::unknown(what, destination.folder.clone(), why));
    }
}

fn push_cache(walk: &mut Walk<'_>, packages: &[Package], folder: &str) {
    let wheels: u64 = packages.iter().filter_map(|package| package.wheel).sum();
    if wheels > 0 {
        let bytes = Estimate::within(wheels, python::CACHE_ERROR, Confidence::Estimated);
        // An index that sends no caching headers leaves it empty.
        let mut piece =
            Piece::new("pip's cache", folder, bytes, gzip::COMPRESSED, "the wheels as downloaded");
        piece.make_optional();
        walk.push(piece);
        walk.draft
            .note("pip's cache stays in the layer; add --no-cache-dir or a cache mount on /root/.cache/pip");
    }
}

/// The first run of pip (or of venv) compiles the modules that it imports; the image's own pip is
/// compiled too where it runs, not where an environment's does.
pub(super) fn push_first_run(walk: &mut Walk<'_>, runs_own_pip: bool) {
    let writes = walk.variable("PYTHONDONTWRITEBYTECODE").is_none_or(|value| value.is_empty());
    if !walk.state.python.bytecode_stripped || !writes {
        return;
    }
    walk.state.python.bytecode_stripped = false;
    let pip = if runs_own_pip { python::FIRST_RUN_PIP } else { 0 };
    let minor = walk.state.python.version.map(|(_, minor)| minor);
    let bytes = (python::FIRST_RUN_LIBRARY + pip) as f64 * python::bytecode_of_version(minor, 0.0);
    let bytes = Estimate::within(bytes.round() as u64, python::FIRST_RUN_ERROR, Confidence::Estimated);
    let what =
        if runs_own_pip { "bytecode of pip and of Python's modules" } else { "bytecode of Python's modules" };
    let source = "measured: the image comes without bytecode";
    walk.push(Piece::new(what, "/usr/local/lib", bytes, gzip::BYTECODE, source));
}
