//! An instruction with the state that it meets.

use std::sync::Arc;

use syntax::ast::Instruction;
use syntax::shell::{Command, Script, ShellDialect};
use syntax::{InstructionKind, TextSize};

use super::content::Content;
use super::lookups::{self, State};
use super::{InstructionIndex, StageIndex};

/// One instruction and the state in force before it runs.
pub struct InstructionInfo<'a> {
    pub index: InstructionIndex,
    pub syntax: Instruction<'a>,
    /// `None` before the first FROM.
    pub stage: Option<StageIndex>,
    pub shell: Arc<ShellDialect>,
    pub(super) user: Option<Arc<str>>,
    pub(super) workdir: Option<Arc<str>>,
    /// What ONBUILD triggers.
    pub trigger: Option<Box<InstructionInfo<'a>>>,
    /// This is such a trigger.
    pub is_trigger: bool,
    pub(crate) content: Arc<Content>,
    /// A hash of everything that variables rest on here: where it is the same, each of them is.
    pub(super) scope: u64,
}

impl<'a> InstructionInfo<'a> {
    pub fn kind(&self) -> InstructionKind {
        self.syntax.kind()
    }

    pub fn start(&self) -> TextSize {
        self.syntax.range().start()
    }

    /// USER in force, after expansion; `None` where only the base image knows.
    pub fn user(&self) -> Option<&str> {
        lookups::note_state(State::User);
        self.user.as_deref()
    }

    /// WORKDIR in force, absolute; `None` where only the base image knows.
    pub fn workdir(&self) -> Option<&str> {
        lookups::note_state(State::Workdir);
        self.workdir.as_deref()
    }

    /// The shell script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK in shell form; empty for exec form
    /// and for shells that are not POSIX.
    pub fn script(&self) -> &Script {
        self.content.script(self.syntax)
    }

    /// Commands of [`Self::script`]; only RUN executes them during the build.
    pub fn commands(&self) -> &[Command] {
        if self.kind() == InstructionKind::Run { &self.script().commands } else { &[] }
    }
}
