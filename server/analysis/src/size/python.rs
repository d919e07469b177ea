//! pip, uv and virtual environments: wheels with all that they need, bytecode, caches.

mod closure;
mod commands;
mod conflict;
mod contradictions;
mod criteria;
mod embedded;
mod live;
mod locked;
mod own_files;
mod own_project;
mod pieces;
mod projects;
mod requests;
mod resolver;
mod search;
mod supply;
mod tables;
mod wheel_contents;
mod wheel_files;

pub(crate) use conflict::Misfit;
pub(crate) use contradictions::contradictions;

pub(super) use commands::{
    CondaPart, activate, export, fetch, install, install_for_conda, interpreter, other, project, uv,
};
