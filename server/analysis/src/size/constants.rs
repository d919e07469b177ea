//! Every figure that an estimate uses besides facts of images and packages, each with its source.
//!
//! "Measured layers" are images built with buildah on Debian 12 and read back from a registry:
//! bytes of regular files, of the tar stream and of the gzip blob; see `docs/accuracy.md`. MB = 10^6 bytes.

/// A factor with its likely range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Factor {
    pub low: f64,
    pub best: f64,
    pub high: f64,
}

const fn factor(low: f64, best: f64, high: f64) -> Factor {
    Factor { low, best, high }
}

/// Share that gzip leaves of each kind of content. Measured layers, by kind of file.
pub(crate) mod gzip {
    use super::{Factor, factor};

    /// Packages and files are packed with zlib's default level; builders pack layers with Go's gzip, whose
    /// blobs are 5 to 6 % longer in the median of 63 measured layers of packages (1.06 over the 26 of them that
    /// are not held out: `docs/accuracy.md`).
    pub const LAYER_OVER_ZLIB: f64 = 1.055;
    /// What gzip leaves of a file's header in the tar stream: bytes, in measured layers of many small files.
    pub const TAR_HEADER: f64 = 90.0;
    /// A file that is packed in parts, and how it packs beside its neighbours.
    pub const SAMPLE_ERROR: f64 = 0.10;
    pub const LIBRARIES: Factor = factor(0.26, 0.32, 0.40);
    pub const BYTECODE: Factor = factor(0.32, 0.35, 0.40);
    pub const PYTHON: Factor = factor(0.20, 0.23, 0.28);
    /// apt keeps its lists compressed already.
    pub const APT_LISTS: Factor = factor(0.80, 0.83, 0.86);
    /// apt's binary caches.
    pub const APT_CACHES: Factor = factor(0.3, 0.37, 0.45);
    /// The same lists as plain text.
    pub const PLAIN_LISTS: Factor = factor(0.22, 0.27, 0.32);
    /// dpkg's state and logs: text.
    pub const TEXT: Factor = factor(0.15, 0.24, 0.32);
    /// Archives, wheels, pictures, weights: hardly at all.
    pub const COMPRESSED: Factor = factor(0.95, 0.99, 1.0);
    /// Files of which nothing is known.
    pub const ANY: Factor = factor(0.15, 0.40, 1.0);
}

/// Uncompressed over compressed bytes of base images: Debian 12 slim 2.65, Ubuntu 24.04 2.63,
/// python:3.12-slim 2.76 (image_sizes.tsv and measured layers); CUDA libraries lower.
pub(crate) const BASE_EXPANSION: Factor = factor(1.9, 2.6, 2.9);

/// File bytes over the length of the tar stream that holds them: headers and padding take
/// 0 to 4 % in measured layers.
pub(crate) const FILES_IN_TAR: Factor = factor(0.955, 0.983, 1.0);

/// Tags are rebuilt: how far the size of an official image moves between two months (image_sizes.tsv).
pub(crate) const BASE_DRIFT: f64 = 0.05;

/// How far a quoted size may be off; two or three digits, measure often not stated.
pub(crate) const QUOTED_ERROR: f64 = 0.35;

/// Accounts, links, caches of the loader, settings: low, best and high in bytes. useradd's sparse
/// lastlog is the largest.
pub(crate) const SMALL_WRITE: [u64; 3] = [0, 5_000, 300_000];

/// Below this a remark on waste is not worth reading.
pub(crate) const NOTEWORTHY: u64 = 1_000_000;

pub(crate) mod apt {
    use super::{Factor, factor};

    /// `/var/lib/apt/lists` after `apt-get update`, kept compressed as Debian's images do
    /// (`docker-gzip-indexes`): main, updates and security, amd64, measured 2026-11-24.
    pub const LISTS: [(&str, u64); 3] =
        [("bullseye", 18_452_334), ("bookworm", 19_856_468), ("trixie", 21_659_893)];
    /// The same without `docker-gzip-indexes`.
    pub const LISTS_UNCOMPRESSED: [(&str, u64); 3] =
        [("bullseye", 48_834_482), ("bookworm", 52_857_534), ("trixie", 59_102_533)];
    /// Packed (lz4) over plain lists: 0.367 to 0.378 in the three releases.
    pub const LISTS_PACKED: f64 = 0.374;
    /// The signed Release files beside them.
    pub const RELEASE_FILES: u64 = 240_000;
    /// Ubuntu's lists (main, universe, updates, security): 30 to 50 MB in public reports.
    pub const UBUNTU_LISTS: [u64; 3] = [30_000_000, 40_000_000, 50_000_000];
    /// apt's pkgcache.bin and srcpkgcache.bin where docker-clean does not switch them off: measured.
    pub const BINARY_CACHES: u64 = 73_846_000;
    pub const BINARY_CACHES_ERROR: f64 = 0.25;
    /// Lists grow and shrink with the archive.
    pub const LISTS_DRIFT: f64 = 0.03;
    /// dpkg's status of a Debian image: 70 to 83 kB in three releases. Used where the image was not read.
    pub const STATUS: u64 = 77_000;
    /// A package's stanza in it.
    pub const STANZA: u64 = 1_000;
    /// debconf's templates of a Debian image, which every install writes again: 753 to 782 kB in three
    /// releases, used where the image was not read; the old ones stay beside them once a package that asks
    /// questions is installed.
    pub const DEBCONF_TEMPLATES: u64 = 765_000;
    /// Logs of apt and dpkg, the loader's caches; and a package's lines in the logs.
    pub const LOGS: u64 = 35_000;
    pub const LOGS_PER_PACKAGE: u64 = 600;
    pub const DEBCONF_USERS: [&str; 11] = [
        "ca-certificates",
        "tzdata",
        "fontconfig-config",
        "keyboard-configuration",
        "console-setup",
        "openssh-server",
        "man-db",
        "locales",
        "libpam-runtime",
        "postfix",
        "dictionaries-common",
    ];
    pub const STATE_ERROR: f64 = 0.20;
    /// Files of a package over its Installed-Size, where that was measured from its .deb (`apt_files.tsv`):
    /// versions and releases of a package differ by this.
    pub const MEASURED_ERROR: f64 = 0.03;
    /// The same by its section's packages of like size.
    pub const CLOSURE_ERROR: f64 = 0.08;
    /// The same where path-excludes drop files: each measured package against the others of its section
    /// is off by 12 % of its bytes in the mean.
    pub const SLIM_ERROR: f64 = 0.25;
    /// Debian's figures stand in for Ubuntu's: neighbouring releases differ by 10-13 % in the
    /// median, 15-20 % with Recommends, far more for single names.
    pub const STAND_IN_ERROR: f64 = 0.30;
    /// gzip of a package's files where that was measured (`apt_files.tsv`): versions differ.
    pub const MEASURED_GZIP_ERROR: f64 = 0.04;
    /// The same where it follows from the lengths.
    pub const GZIP_ERROR: f64 = 0.25;

    /// What gzip leaves of a package's files, from their bytes and those of its .deb (packed with xz): the
    /// fit of some 7,000 packages (`apt_files.py`), off by 5 % in the median and by 26 % for one in ten
    /// where the section's factor is applied.
    pub fn gzip_of_deb(files: f64, deb: f64) -> f64 {
        0.0948 * files + 1.1086 * deb - 0.1825 * deb * deb / files
    }

    /// Bytecode for a byte of source by the minor version of Python 3, from which on it holds: 260 modules of
    /// the standard library, compiled by CPython 3.8 to 3.13; Debian's in four layers lie within 10 % of that
    /// and are used where they were measured (0.69, 1.11, 1.06 with 3.9, 3.11, 3.13).
    const SOURCE_BYTECODE: [(u64, Factor); 4] = [
        (0, factor(0.60, 0.69, 0.80)),
        (11, factor(1.00, 1.12, 1.25)),
        (12, factor(0.95, 1.08, 1.20)),
        (13, factor(0.92, 1.06, 1.18)),
    ];

    /// The same for modules outside of the standard library over that: 1.1 to 1.4 in measured layers, most where
    /// packages bring their tests (python3-numpy).
    pub const OTHER_BYTECODE: Factor = factor(0.95, 1.22, 1.4);
    /// What maintainer scripts write, from release to release.
    pub const GENERATED_ERROR: f64 = 0.15;

    /// The share of the newest version that is not above.
    pub fn source_bytecode(minor: u64) -> Factor {
        let not_above = SOURCE_BYTECODE.iter().rev().find(|(from, _)| *from <= minor);
        not_above.unwrap_or(&SOURCE_BYTECODE[0]).1
    }
}

/// apk and dnf.
pub(crate) mod system {
    use super::{Factor, factor};

    /// Indexes tell the bytes of a package's files (apk: `I`, rpm: `installed`): what scripts and
    /// triggers write comes on top.
    pub const CLOSURE_ERROR: f64 = 0.05;
    /// Share that `tsflags=nodocs` leaves: Debian's packages hold 2 % (libraries) to 60 % (tools) of
    /// documentation, and 6 to 12 % in closures. No index tells which files are documentation.
    pub const NO_DOCS_SHARE: f64 = 0.93;
    pub const NO_DOCS_ERROR: f64 = 0.12;
    /// gzip of a layer over gzipped packages: headers of the packages against those of the layer.
    pub const APK_GZIP_ERROR: f64 = 0.08;
    /// The same of rpms, by the fit of .debs.
    pub const RPM_GZIP_ERROR: f64 = 0.30;
    /// apk keeps an index as it came.
    pub const APK_INDEXES_KEPT: Factor = factor(1.0, 1.0, 1.0);
    /// dnf keeps metadata packed, and its own solv files beside them: 1 is what it fetches, the rest is
    /// not measured.
    pub const DNF_METADATA_KEPT: Factor = factor(1.0, 2.2, 4.0);
    pub const DNF_METADATA_GZIP: Factor = factor(0.4, 0.65, 0.95);
    /// Bytes of the database for one package more, over those for one that is there: packages of a
    /// base image are small.
    pub const DATABASE_GROWTH: Factor = factor(0.3, 1.0, 3.0);
    /// `/var/lib/dnf`, `/var/log/dnf*`: low, best and high in bytes; 0.33 MB after a first install with
    /// dnf 4.14.
    pub const DNF_STATE: [u64; 3] = [20_000, 330_000, 1_000_000];
}

/// Programs that Dockerfiles copy out of images of their own.
pub(crate) mod copied_programs {
    use super::{Factor, factor};

    /// Bytes of `uv` and `uvx` in the wheels for Linux on x86-64 of one release of each minor version.
    const UV: [(&str, u64, u64); 8] = [
        ("0.2", 26_185_752, 391_544),
        ("0.3", 27_020_952, 350_584),
        ("0.4", 33_341_824, 362_872),
        ("0.5", 39_474_576, 370_992),
        ("0.6", 41_934_192, 373_296),
        ("0.7", 45_790_448, 361_008),
        ("0.8", 52_691_552, 362_448),
        ("0.9", 54_814_400, 344_368),
    ];
    /// Releases of a minor version differ by 10 % at most between neighbours of the table; the image's
    /// program is linked with another C library.
    pub const ERROR: f64 = 0.15;
    /// Deflate leaves 0.40 to 0.42 of it in the wheels.
    pub const GZIP: Factor = factor(0.37, 0.41, 0.45);

    /// Bytes of a path of an image. A tag without a version stands for the newest measured.
    pub fn bytes(repository: &str, tag: Option<&str>, path: &str) -> Option<u64> {
        if repository != "ghcr.io/astral-sh/uv" && repository != "astral/uv" {
            return None;
        }
        let begins_with = |minor: &str| {
            let rest = tag.and_then(|tag| tag.strip_prefix(minor));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
        };
        let known = UV.iter().find(|(minor, ..)| begins_with(minor)).or(UV.last());
        let (_, uv, uvx) = *known?;
        match path {
            "/uv" => Some(uv),
            "/uvx" => Some(uvx),
            "/" => Some(uv + uvx),
            _ => None,
        }
    }
}

/// conda. Indexes tell the packed length alone.
pub(crate) mod conda {
    use super::{Factor, factor};

    /// Files over the length of a `.conda` and of a `.tar.bz2`: the files of ten common wheels (numpy, scipy,
    /// pandas, matplotlib, pillow, lxml, grpcio, sympy, jinja2, boto3) packed with zstd 19 and bzip2 9; the
    /// spread is theirs. No channel was at hand to measure conda's own packages.
    pub const ZSTD_EXPANSION: Factor = factor(3.0, 4.5, 6.2);
    pub const BZIP2_EXPANSION: Factor = factor(2.4, 3.5, 5.6);
    /// The same for CUDA's libraries: 1.7 for those of nvidia-cufft-cu12, whichever packs them.
    pub const CUDA_EXPANSION: Factor = factor(1.3, 1.7, 2.6);
    pub const CUDA_NAMES: [&str; 7] = ["cuda", "cudnn", "libcu", "libnpp", "libnv", "nccl", "tensorrt"];
    /// gzip of a layer over a `.conda` with the same files, and over a `.tar.bz2`.
    pub const GZIP_OVER_ZSTD: Factor = factor(1.2, 1.5, 1.8);
    pub const GZIP_OVER_BZIP2: Factor = factor(1.0, 1.1, 1.3);
}

/// npm. Figures of two projects, 98 and 510 packages, installed by npm 11.
pub(crate) mod node {
    use super::{Factor, factor};

    /// Files of a package over the length of the tar archive in its tarball: 0.963 and 0.951; packages of
    /// a few small files have more of headers and padding, those of one large file less.
    pub const FILES_IN_ARCHIVE: Factor = factor(0.91, 0.955, 0.98);
    /// Length of a tarball over its files: 0.263 and 0.229.
    pub const TARBALL_OVER_FILES: Factor = factor(0.20, 0.25, 0.30);
    /// gzip of a layer over the tarballs of what it holds: 1.00 and 1.01 with zlib's default level, Go's above.
    pub const GZIP_OVER_TARBALL: Factor = factor(0.98, 1.06, 1.10);
    /// Lines of `node_modules/.package-lock.json` over those of the lock file for the same packages: 0.98
    /// and 0.98 of its bytes.
    pub const HIDDEN_LOCK: f64 = 0.98;
    /// Bytes of the cache's index, and of npm's log, for a package: 550 and 475.
    pub const CACHE_INDEX: u64 = 550;
    pub const LOG: u64 = 475;
    pub const STATE_ERROR: f64 = 0.2;
    /// Packages whose scripts write next to nothing when they are installed: they print, look whether a
    /// binary is there, or link the one that another package brought.
    pub const QUIET_SCRIPTS: [&str; 12] = [
        "esbuild",
        "core-js",
        "core-js-pure",
        "es5-ext",
        "protobufjs",
        "@swc/core",
        "unrs-resolver",
        "fsevents",
        "vue-demi",
        "msw",
        "@parcel/watcher",
        "@scarf/scarf",
    ];
}

pub(crate) mod python {
    use super::{Factor, factor};

    /// Bytes of bytecode for a byte of ordinary source, and of source under `tests/`, with Python 3.11.
    pub const BYTECODE_PER_SOURCE: f64 = 1.19;
    pub const BYTECODE_PER_TEST_SOURCE: f64 = 1.75;
    /// Error of the two in measured layers.
    pub const BYTECODE_ERROR: f64 = 0.12;
    /// Bytecode over that of Python 3.11, by the minor version from which on it holds: of ordinary source and of
    /// source under `tests/`. 35 and 7 MB of source of some 150 distributions, compiled by CPython 3.8 to 3.13.
    const BYTECODE_OF_VERSION: [(u64, f64, f64); 4] =
        [(0, 0.66, 0.44), (11, 1.0, 1.0), (12, 0.924, 0.860), (13, 0.920, 0.863)];

    /// What the bytecode of a version comes to over that of 3.11, where `of_tests` is the share that tests have
    /// in the latter. An unknown version counts as 3.11.
    pub fn bytecode_of_version(minor: Option<u64>, of_tests: f64) -> f64 {
        let minor = minor.unwrap_or(11);
        let not_above = BYTECODE_OF_VERSION.iter().rev().find(|(from, ..)| *from <= minor);
        let (_, ordinary, tests) = *not_above.unwrap_or(&BYTECODE_OF_VERSION[0]);
        ordinary * (1.0 - of_tests) + tests * of_tests
    }
    /// The first pip run in an image whose bytecode was stripped compiles pip, and the modules of
    /// the standard library that it imports: with Python 3.11.
    pub const FIRST_RUN_PIP: u64 = 5_455_641;
    pub const FIRST_RUN_LIBRARY: u64 = 5_142_916;
    pub const FIRST_RUN_ERROR: f64 = 0.10;
    /// What pip adds to a wheel's files: INSTALLER, console scripts, and the lines of RECORD for bytecode.
    pub const RECORD_PER_WHEEL: u64 = 1_000;
    pub const RECORD_PER_FILE: u64 = 20;
    /// METADATA without its description, WHEEL, entry points and the lines of RECORD for files: the mean of seven
    /// wheels made of their sources (Flask, httpx, packaging, Starlette, Typer, Uvicorn, Werkzeug).
    pub const METADATA_PER_WHEEL: u64 = 3_500;
    /// Bytecode over unpacked bytes where a wheel's contents are not known: of pure Python wheels
    /// (0.5 to 1.5 in measured layers) and of wheels with compiled code (0.01 to 0.4).
    pub const PURE_BYTECODE: Factor = factor(0.5, 1.2, 1.5);
    pub const NATIVE_BYTECODE: Factor = factor(0.01, 0.2, 0.45);
    /// Error of the unpacked size when the version is a neighbour of the one known.
    pub const NEIGHBOUR_ERROR: f64 = 0.25;
    /// Error of the unpacked size when the wheel is one for another Python of the same release.
    pub const OTHER_PYTHON_ERROR: f64 = 0.03;
    /// Error of the unpacked size where a release newer than the embedded one may have come out.
    pub const LATER_VERSION_ERROR: f64 = 0.10;
    /// gzip of a layer over deflate of the wheels in it: 1.04 for numpy, 1.08 for torch.
    pub const GZIP_OVER_DEFLATE: Factor = factor(1.0, 1.06, 1.12);
    /// `python -m venv`: pip, setuptools and their bytecode.
    pub const VENV: u64 = 22_341_477;
    pub const VENV_ERROR: f64 = 0.3;
    /// Unpacked over packed bytes of wheels: 1.3 (CUDA's libraries) to 4.5 (plain Python).
    pub const WHEEL_EXPANSION: Factor = factor(1.3, 3.0, 4.5);
    /// pip's cache keeps each wheel as downloaded.
    pub const CACHE_ERROR: f64 = 0.02;
    /// Bytecode over unpacked bytes of single packages, in measured layers.
    pub const MEASURED_BYTECODE: [(&str, Factor); 8] = [
        ("numpy", factor(0.16, 0.205, 0.25)),
        ("torch", factor(0.010, 0.013, 0.035)),
        ("torchvision", factor(0.01, 0.04, 0.1)),
        ("triton", factor(0.001, 0.01, 0.03)),
        ("scipy", factor(0.2, 0.25, 0.3)),
        ("sympy", factor(1.75, 1.81, 1.87)),
        ("mpmath", factor(1.4, 1.49, 1.55)),
        ("networkx", factor(1.15, 1.23, 1.3)),
    ];
    /// Bytecode for a byte of source where a package is far from the rule, compiled and counted: dense
    /// tables of constants, or generated clients that are mostly comments and blanks.
    pub const UNUSUAL_SOURCES: [(&str, f64); 3] = [("sympy", 1.855), ("mpmath", 1.51), ("kubernetes", 0.666)];
}

/// Unpacked over packed bytes of `.tar.gz` and `.zip` archives: one over gzip's share of sources
/// (0.23) and libraries (0.32); nothing gained at worst.
pub(crate) const ARCHIVE_EXPANSION: Factor = factor(1.0, 3.3, 6.0);
