//! The shell inside RUN: commands with their words, in the order in which they stand.
//!
//! Offsets of a [`Script`] are relative to the start of its instruction, so that a script is kept
//! as it is when an edit elsewhere moves the instruction. [`LocalRange::at`] leads to the document.

mod command;
mod depth;
mod dialect;
mod lower;
mod structure;
mod tree;

pub use command::{
    Assignment, Command, Connector, Invocation, Nesting, PipelinePosition, Redirect, ShellWord,
};
pub use dialect::ShellDialect;
pub use structure::{Shape, Structure};
pub use tree::parse_tree;

use crate::LocalRange;
use crate::continuation::Joined;

/// The commands of one shell text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Simple commands in source order; those inside substitutions come after their host.
    pub commands: Vec<Command>,
    /// Comments inside the shell text (comment lines between continuations are the Dockerfile's).
    pub comments: Vec<LocalRange>,
    /// tree-sitter-bash could not read all of it. It also rejects some legal forms (`fi else`), so
    /// this is no error of the user's.
    pub incomplete: bool,
    /// The text is beyond the bounds of [`parse_tree`], and nothing of it was read.
    pub unread: bool,
    pub structure: Structure,
}

impl Script {
    /// Parses a POSIX or bash text. Never fails: what cannot be read is left out.
    pub fn parse(text: &Joined<'_>) -> Self {
        match tree::parse_tree(text.text()) {
            Some(tree) => lower::lower(&tree, text),
            None => Self { incomplete: true, unread: true, ..Self::default() },
        }
    }

    /// Every command that runs a program of this name, wrappers such as `sudo` and `env` seen through.
    pub fn invocations<'s>(
        &'s self,
        program: &'s str,
    ) -> impl Iterator<Item = (&'s Command, Invocation<'s>)> {
        self.commands
            .iter()
            .filter_map(|command| Some((command, command.invocation()?)))
            .filter(move |(_, invocation)| invocation.program == program)
    }
}

#[cfg(test)]
mod tests;
