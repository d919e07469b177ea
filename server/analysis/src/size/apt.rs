//! apt-get: lists, packages with all that they need, dpkg's state.

mod commands;
mod debian_version;
mod files;
mod live;
mod pieces;
mod relation;
mod tables;

pub(super) use commands::{add_archive, command};
pub(super) use pieces::settle;
