//! pip, uv and virtual environments: wheels with all that they need, bytecode, caches.

mod closure;
mod commands;
mod conflict;
mod embedded;
mod live;
mod lock;
mod locked;
mod markers;
mod own_project;
mod pieces;
mod projects;
mod requests;
mod resolver;
mod wheel_files;
mod wheel_name;

pub(super) use commands::{activate, install, interpreter, other, project, uv};
