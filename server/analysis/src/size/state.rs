//! What is known of a stage's file system between two instructions.

use std::collections::BTreeMap;
use std::sync::Arc;

use knowledge::apt::Archive;

use super::conda::Conda;
use super::piece::Piece;
use super::written::Written;
use crate::facts::{AptArchive, DnfSettings, InstalledPackage, PackageRepository, Platform};
use crate::install::ProjectInstall;
use crate::reference::ImageReference;

/// The stage so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// The image that the stage, or those below it, rest on.
    pub base: Option<Arc<BaseImage>>,
    /// The packaging system, where the base tells.
    pub system: Option<System>,
    /// Packages that apt installed, by the names that were asked for; the base image's first.
    pub packages: Vec<String>,
    /// The same with versions, and the archives of apt's sources, where the base's layers were read.
    pub installed: Vec<InstalledPackage>,
    pub archives: Vec<AptArchive>,
    /// Repositories of apk or dnf.
    pub repositories: Vec<PackageRepository>,
    /// A command added package sources that are not read.
    pub other_sources: bool,
    /// Length of the database of installed packages; 0 where it is not known.
    pub database_bytes: u64,
    /// Length of debconf's templates; 0 where it is not known.
    pub debconf_bytes: u64,
    pub dnf: DnfSettings,
    pub python: Python,
    pub conda: Conda,
    /// Requirement files that commands wrote from lock files of the build context, by path.
    pub exports: BTreeMap<String, Export>,
    /// What the stage's layers hold, base image not included.
    pub written: Written,
    /// Paths and patterns that commands removed or moved away: files of the base image, too.
    pub removed: Vec<String>,
    /// Some command or copy of the stage is not understood: it may have written anything.
    pub incomplete: bool,
    /// The stage begins with an empty file system.
    pub from_scratch: bool,
}

/// A lock file that a command wrote down as a requirement file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Export {
    pub lock: Arc<str>,
    /// Which of its groups and extras.
    pub choice: ProjectInstall,
}

/// An image on a platform.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BaseImage {
    pub image: ImageReference,
    pub platform: Platform,
}

/// A Debian-like system and its habits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct System {
    /// `debian`, `ubuntu`, and the version: `12`, `22.04`.
    pub distro: String,
    pub version: String,
    /// The embedded archive that answers for it; `None` for other families.
    pub archive: Option<Archive>,
    /// The archive is that of another distribution.
    pub stands_in: bool,
    /// dpkg leaves out documentation, manual pages and translations.
    pub path_excludes: bool,
    /// apt keeps no packages after installing them.
    pub docker_clean: bool,
    /// apt keeps its lists compressed.
    pub gzip_indexes: bool,
}

/// Python in the stage.
#[derive(Debug, Clone, Default)]
pub(crate) struct Python {
    /// Major and minor version of what `python3` and `pip` run.
    pub version: Option<(u64, u64)>,
    /// Where pip installs.
    pub site_packages: Option<String>,
    /// The virtual environment that the stage made last.
    pub environment: Option<String>,
    /// Its own modules have no bytecode yet, as in the official python images.
    pub bytecode_stripped: bool,
    /// Normalised name and version of each distribution.
    pub installed: BTreeMap<String, String>,
}

impl State {
    /// What earlier layers hold at or below a path.
    pub fn written_below<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s Piece> {
        let within = |piece: &&Piece| crate::image_path::below(path, &piece.path).is_some();
        self.written.beginning_with(path.trim_end_matches('/')).filter(within)
    }

    /// A path, or what a pattern stands for, is removed.
    pub fn remove(&mut self, path: &str) {
        self.written.hide(path, |piece| super::run::covers(path, &piece.path));
        if self.base.is_some() {
            self.removed.push(path.to_owned());
        }
    }

    /// The folder that pip installs into, as well as it is known.
    pub fn site_packages(&self) -> String {
        self.python.site_packages.clone().unwrap_or_else(|| match self.python.version {
            Some((major, minor)) => format!("/usr/local/lib/python{major}.{minor}/site-packages"),
            None => "/usr/local/lib/python3/site-packages".to_owned(),
        })
    }
}
