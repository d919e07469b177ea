//! An instruction with the state that it meets.

use std::sync::{Arc, OnceLock};

use syntax::ast::Instruction;
use syntax::shell::{Command, Script, ShellDialect};
use syntax::{InstructionKind, TextSize};

use super::lookups::{self, State};
use super::{InstructionIndex, Memo, StageIndex};

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
    pub(super) escape: char,
    /// A hash of the text and the escape character.
    pub(crate) content: u64,
    pub(super) memo: &'a Memo,
    pub(super) script: OnceLock<Arc<Script>>,
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
        self.script.get_or_init(|| {
            let has_script = matches!(
                self.kind(),
                InstructionKind::Run
                    | InstructionKind::Cmd
                    | InstructionKind::Entrypoint
                    | InstructionKind::Healthcheck
            );
            if has_script && self.shell.is_posix() {
                self.memo.script(self.content, || self.syntax.shell_text(self.escape))
            } else {
                Arc::default()
            }
        })
    }

    /// Commands of [`Self::script`]; only RUN executes them during the build.
    pub fn commands(&self) -> &[Command] {
        if self.kind() == InstructionKind::Run { &self.script().commands } else { &[] }
    }
}
