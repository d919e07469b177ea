//! One RUN, taken apart for merging.

use syntax::ast::CommandForm;
use syntax::shell::{Script, Structure};
use syntax::{InstructionKind, TextRange};

use super::errexit;
use super::hazards;
use super::leaks;
use super::refusal::Refusal;
use crate::Analysis;
use crate::model::InstructionInfo;

/// One argument of a process may not be longer (`MAX_ARG_STRLEN` of Linux is 128 KiB).
pub(super) const MAX_SCRIPT_BYTES: usize = 100 * 1024;

/// The script of one RUN and what matters at its seams.
pub(super) struct Unit<'a> {
    pub info: &'a InstructionInfo<'a>,
    pub script: &'a Script,
    /// The command as written: without a shell comment at its end and without a final `;`.
    pub body: TextRange,
    /// It leaves something in its shell that a subshell would hold back.
    pub leaks: bool,
    /// `set -e` may be in force and stop something inside, which `&&` after it would prevent.
    pub depends_on_errexit: bool,
    /// It does the same when `set -e` is in force from the start.
    pub is_alike_under_errexit: bool,
}

impl<'a> Unit<'a> {
    /// Reads a RUN. Refuses what no merge can be made of, whatever its neighbours are.
    pub fn read(analysis: &Analysis<'_>, info: &'a InstructionInfo<'a>) -> Result<Self, Refusal> {
        let Some(CommandForm::Shell(command)) = info.syntax.command() else { return Err(Refusal::ExecForm) };
        check_shell(analysis, info)?;
        if !info.syntax.heredoc_redirects().is_empty() {
            return Err(Refusal::Heredoc);
        }
        let script = info.script();
        hazards::check_everywhere(script)?;
        let statements =
            script.structure.statements.filter(|_| !script.incomplete).ok_or(Refusal::Unreadable)?;
        let body = statements.at(info.start());
        check_body(analysis, body, command)?;
        let may_set_errexit = info.shell.has_errexit() || leaks::may_set_options(script);
        Ok(Self {
            info,
            script,
            body,
            leaks: leaks::leaks(script),
            depends_on_errexit: may_set_errexit && !errexit::is_and_list(script),
            is_alike_under_errexit: info.shell.has_errexit() || errexit::is_alike(script),
        })
    }

    /// The folder in which the script begins, where it is known.
    pub fn workdir(&self) -> Option<&'a str> {
        self.info.workdir()
    }

    pub fn structure(&self) -> &'a Structure {
        &self.script.structure
    }
}

/// Which shell it is, and that it reads nothing else before the command.
fn check_shell(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Result<(), Refusal> {
    let program = info.shell.program();
    if !matches!(program.as_str(), "sh" | "bash" | "dash" | "ash") {
        return Err(Refusal::OtherShell(program));
    }
    let is_login_or_interactive = info.shell.argv().iter().skip(1).any(|arg| {
        let cluster = arg.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        matches!(arg.as_str(), "--login" | "--interactive" | "--rcfile" | "--init-file")
            || cluster.is_some_and(|letters| letters.contains(['l', 'i']))
    });
    // `ENV` is read by interactive shells alone, `BASH_ENV` by a bash that is not called sh.
    let names_startup_file = program == "bash" && analysis.model.binding("BASH_ENV", info).is_some();
    if is_login_or_interactive || names_startup_file { Err(Refusal::StartupFiles) } else { Ok(()) }
}

/// The raw text must be the command and nothing but it: a comment line at its end would swallow
/// what is put after it.
fn check_body(analysis: &Analysis<'_>, body: TextRange, command: TextRange) -> Result<(), Refusal> {
    let raw = analysis.source.slice(body);
    let last_line = raw.rsplit('\n').next().unwrap_or(raw);
    let ends_badly =
        last_line.trim_start().starts_with('#') || last_line.trim_end().ends_with(analysis.model.escape);
    if ends_badly || !command.contains_range(body) {
        return Err(Refusal::Unreadable);
    }
    if raw.len() > MAX_SCRIPT_BYTES { Err(Refusal::TooLong) } else { Ok(()) }
}

/// Instructions that say something about the image and run nothing: a merge leaves them in place.
pub(super) fn may_stay_between(kind: InstructionKind) -> bool {
    matches!(
        kind,
        InstructionKind::Run
            | InstructionKind::Label
            | InstructionKind::Expose
            | InstructionKind::Cmd
            | InstructionKind::Entrypoint
            | InstructionKind::Stopsignal
            | InstructionKind::Healthcheck
            | InstructionKind::Maintainer
    )
}
