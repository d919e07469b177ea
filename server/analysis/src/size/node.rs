//! npm: the packages that a lock file of the build context names, by what their registry tells.

mod command;
mod configuration;
mod pieces;

pub(super) use command::npm;

#[cfg(test)]
mod tests;
