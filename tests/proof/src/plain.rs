//! What a plainly safe chain is: RUN instructions of which everybody sees that they may become one.
//!
//! Two or more RUN instructions of one stage form a plainly safe chain when
//! 1. nothing stands between them but blank lines and comments;
//! 2. each has a shell text (no exec form, no heredoc) for the same `sh`, `bash`, `dash` or `ash`,
//!    which is neither started with `-e` nor as a login or interactive shell;
//! 3. their flags are the same, and no mount is a tmpfs or a writable bind;
//! 4. each text is one list of simple commands joined by `&&`, with a comment or a `;` at its end at
//!    most: no pipeline, `||`, `&`, `!`, keyword or substitution;
//! 5. each command has a literal name, which is no builtin of POSIX or bash but one of `echo`,
//!    `printf`, `test`, `[`, `true`, `false` and `pwd`; assignments stand before a name only;
//! 6. none expands a variable that the shell sets by itself (`$?`, `$_`, `$LINENO` …).
//!
//! The definition speaks of text alone. What a program does to files on which a RUN depends (the
//! shell itself, the working directory) is no part of it, so not every such chain can be merged.

use analysis::Analysis;
use analysis::model::{InstructionIndex, InstructionInfo};
use syntax::ast::{CommandForm, Flag};
use syntax::shell::{Command, Connector, Nesting};
use syntax::{InstructionKind, TextRange};

/// Builtins of POSIX shells and bash that show or change the state of the shell.
const BUILTINS: [&str; 58] = [
    ".",
    ":",
    "alias",
    "bg",
    "bind",
    "break",
    "builtin",
    "caller",
    "cd",
    "chdir",
    "command",
    "compgen",
    "complete",
    "compopt",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "enable",
    "eval",
    "exec",
    "exit",
    "export",
    "fc",
    "fg",
    "getopts",
    "hash",
    "help",
    "history",
    "jobs",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "newgrp",
    "popd",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "select",
    "set",
    "shift",
    "shopt",
    "source",
    "suspend",
    "time",
    "times",
    "trap",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "wait",
];

/// Variables that a shell sets by itself.
const SHELL_VARIABLES: [&str; 20] = [
    "?",
    "_",
    "!",
    "$",
    "-",
    "#",
    "@",
    "*",
    "0",
    "LINENO",
    "SECONDS",
    "RANDOM",
    "PPID",
    "BASHPID",
    "SHLVL",
    "OLDPWD",
    "BASH_SUBSHELL",
    "BASH_COMMAND",
    "PIPESTATUS",
    "FUNCNAME",
];

/// The longest plainly safe chains of a file.
pub fn chains(analysis: &Analysis<'_>) -> Vec<Vec<InstructionIndex>> {
    let mut chains: Vec<Vec<InstructionIndex>> = vec![Vec::new()];
    let mut earlier: Option<&InstructionInfo<'_>> = None;
    for info in analysis.model.instructions.iter() {
        let is_link = is_plain_run(analysis, info);
        if !is_link || earlier.is_none_or(|earlier| !belong_together(analysis, earlier, info)) {
            chains.push(Vec::new());
        }
        if is_link {
            chains.last_mut().into_iter().for_each(|chain| chain.push(info.index));
        }
        earlier = is_link.then_some(info);
    }
    chains.into_iter().filter(|chain| chain.len() > 1).collect()
}

fn belong_together(
    analysis: &Analysis<'_>,
    earlier: &InstructionInfo<'_>,
    later: &InstructionInfo<'_>,
) -> bool {
    let flags = |info: &InstructionInfo<'_>| {
        info.syntax.flags().iter().map(|flag| flag.text().to_owned()).collect::<Vec<_>>()
    };
    let gap = TextRange::new(earlier.syntax.range().end(), later.start());
    let is_empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    earlier.shell == later.shell
        && flags(earlier) == flags(later)
        && analysis.source.slice(gap).lines().all(is_empty)
}

fn is_plain_run(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    info.kind() == InstructionKind::Run
        && matches!(info.syntax.command(), Some(CommandForm::Shell(_)))
        && info.syntax.heredoc_redirects().is_empty()
        && is_plain_shell(info)
        && info.syntax.flags().iter().all(is_plain_flag)
        && is_plain_script(analysis, info)
}

fn is_plain_shell(info: &InstructionInfo<'_>) -> bool {
    let options = info.shell.argv().iter().skip(1).filter(|option| option.starts_with('-'));
    matches!(info.shell.program().as_str(), "sh" | "bash" | "dash" | "ash")
        && !info.shell.has_errexit()
        && options.into_iter().all(|option| matches!(option.as_str(), "-c" | "-o" | "-x" | "-xc" | "-u"))
}

fn is_plain_flag(flag: &Flag<'_>) -> bool {
    let text = flag.text();
    !text.contains("tmpfs") && !text.contains(",rw") && !text.contains("readwrite")
}

fn is_plain_script(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> bool {
    let script = info.script();
    let is_named = |name: &String| SHELL_VARIABLES.contains(&name.as_str());
    let body = script.structure.statements.map(|statements| statements.at(info.start()));
    // `$((`, `${X:=1}`, backquotes and `$(` leave traces or run commands of their own.
    let is_simple_text = body.is_some_and(|body| {
        let text = analysis.source.slice(body);
        !["$(", "`", "<(", ">(", ":=", "<<"].iter().any(|mark| text.contains(mark))
    });
    script.structure.is_plain_chain
        && !script.incomplete
        && is_simple_text
        && !script.structure.variables.iter().any(is_named)
        && !script.commands.is_empty()
        && script.commands.iter().all(is_plain_command)
}

fn is_plain_command(command: &Command) -> bool {
    matches!(command.after, Connector::Start | Connector::And)
        && command.nesting == Nesting::default()
        && command.pipeline.is_none()
        && command
            .name
            .as_ref()
            .is_some_and(|name| name.is_literal && !BUILTINS.contains(&name.value.as_str()))
        && !(command.name.as_ref().is_some_and(|name| name.value == "printf")
            && command.args.first().is_some_and(|arg| arg.value.starts_with("-v")))
}
