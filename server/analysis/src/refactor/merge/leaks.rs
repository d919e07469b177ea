//! What a script leaves in its shell for the next command: a subshell holds these back.

use syntax::shell::{Command, Nesting, Script};

/// Commands that change the shell which runs them.
const SHELL_CHANGERS: [&str; 27] = [
    ".",
    "source",
    "eval",
    "cd",
    "pushd",
    "popd",
    "export",
    "readonly",
    "declare",
    "typeset",
    "local",
    "unset",
    "read",
    "mapfile",
    "readarray",
    "getopts",
    "let",
    "set",
    "umask",
    "ulimit",
    "exec",
    "exit",
    "shift",
    "hash",
    "enable",
    "times",
    "logout",
];

/// Commands that change options of the shell, or may.
const OPTION_SETTERS: [&str; 5] = [".", "source", "eval", "set", "shopt"];

/// POSIX special builtins: an assignment in front of one of them stays.
const SPECIAL_BUILTINS: [&str; 15] = [
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
    "times", "trap", "unset",
];

/// The options that a script sets in its first command: `-eux`.
pub(super) fn first_options(script: &Script) -> Option<Vec<&str>> {
    let first = script.commands.first()?;
    let is_set = program(first) == Some("set") && first.nesting == Nesting::default();
    is_set.then(|| first.args.iter().map(|arg| arg.value.as_str()).collect())
}

/// The same, when it sets none later.
pub(super) fn options_set_first(script: &Script) -> Option<Vec<&str>> {
    let mut later = script.commands.iter().skip(1).filter_map(program);
    first_options(script).filter(|_| !later.any(|name| OPTION_SETTERS.contains(&name)))
}

/// It leaves something besides the options that its first command sets.
pub(super) fn leaks_besides_options(script: &Script) -> bool {
    let set_first = usize::from(options_set_first(script).is_some());
    script.structure.has_lasting_construct || script.commands.iter().skip(set_first).any(changes_shell)
}

/// Working directory, variables, functions, options, umask, limits, descriptors or an early exit.
pub(super) fn leaks(script: &Script) -> bool {
    script.structure.has_lasting_construct || script.commands.iter().any(changes_shell)
}

fn changes_shell(command: &Command) -> bool {
    program(command).is_some_and(|name| SHELL_CHANGERS.contains(&name))
        || leaks_assignment(command)
        || prints_into_variable(command)
}

/// Some command sets options of the shell, or may: `set -e` perhaps.
pub(super) fn may_set_options(script: &Script) -> bool {
    script.commands.iter().filter_map(program).any(|name| OPTION_SETTERS.contains(&name))
}

/// The name as the shell sees it. `command` and `builtin` run builtins in this shell too.
fn program(command: &Command) -> Option<&str> {
    let name = command.name.as_ref()?;
    match name.value.as_str() {
        "command" | "builtin" => {
            command.args.iter().map(|arg| arg.value.as_str()).find(|arg| !arg.starts_with('-'))
        }
        name => Some(name),
    }
}

/// `X=1` alone stays. In front of a command it goes, unless the command is a special builtin, or a
/// function (which is a lasting construct anyway) or has a name that is not known yet.
fn leaks_assignment(command: &Command) -> bool {
    let is_literal = command.name.as_ref().is_some_and(|name| name.is_literal);
    !command.assignments.is_empty()
        && (!is_literal || program(command).is_none_or(|name| SPECIAL_BUILTINS.contains(&name)))
}

fn prints_into_variable(command: &Command) -> bool {
    program(command) == Some("printf") && command.args.first().is_some_and(|arg| arg.value.starts_with("-v"))
}
