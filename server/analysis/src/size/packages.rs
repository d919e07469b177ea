//! What the package manager of a system installs in one RUN, whichever it is.

mod closure;
mod pieces;

pub(super) use closure::{Bringer, Brought, Closure, Package, closure};
pub(super) use pieces::{Source, is_source_list, push_packages, push_problems};

/// What the commands of one RUN ask for; added up when the RUN ends, because a later command may
/// remove what an earlier one installed.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub installs: Vec<Install>,
    /// Names that were removed, or names of groups.
    pub removed: Vec<String>,
    /// Packages that nothing needs any more went too.
    pub autoremoved: bool,
    /// The packages that stay as downloaded are removed.
    pub cache_removed: bool,
}

/// One install.
#[derive(Debug, Clone, Default)]
pub(super) struct Install {
    pub names: Vec<String>,
    pub recommends: bool,
    /// It may not run.
    pub optional: bool,
    /// `apk add --virtual`: the name under which all of it can be removed.
    pub group: Option<String>,
}

impl Session {
    /// `rm` of a path that apt filled.
    pub fn forget(&mut self, path: &str) {
        self.cache_removed |= super::run::covers(path, "/var/cache/apt/archives");
    }
}
