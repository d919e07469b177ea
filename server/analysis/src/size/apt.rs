//! apt-get: lists, packages with all that they need, dpkg's state.

mod closure;
mod commands;
mod debian_version;
mod live;
mod pieces;
mod relation;

pub(super) use commands::command;
pub(super) use pieces::settle;

/// What the apt commands of one RUN ask for; added up when the RUN ends, because a later command may
/// remove what an earlier one installed.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub installs: Vec<Install>,
    /// Names given to `remove` or `purge`.
    pub removed: Vec<String>,
    /// Packages that nothing needs any more went too.
    pub autoremoved: bool,
    /// The .debs that stay without docker-clean are removed.
    pub cache_removed: bool,
}

/// One `apt-get install`.
#[derive(Debug, Clone, Default)]
pub(super) struct Install {
    pub names: Vec<String>,
    pub recommends: bool,
    /// It may not run.
    pub optional: bool,
}

impl Session {
    /// `rm` of a path that apt filled.
    pub fn forget(&mut self, path: &str) {
        self.cache_removed |= super::run::covers(path, "/var/cache/apt/archives");
    }
}
