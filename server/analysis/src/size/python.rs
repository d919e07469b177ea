//! pip, uv and virtual environments: wheels with all that they need, bytecode, caches.

mod closure;
mod commands;
mod embedded;
mod markers;
mod pieces;
mod requests;

pub(super) use commands::{activate, install, interpreter, other, uv};
