//! pip, uv and virtual environments: wheels with all that they need, bytecode, caches.

mod closure;
mod commands;
mod embedded;
mod live;
mod markers;
mod pieces;
mod projects;
mod requests;
mod resolver;
mod wheel_name;

pub(super) use commands::{activate, install, interpreter, other, uv};
