//! What a script leaves in its shell for the next command: a subshell holds these back.

use syntax::shell::{Command, Script};

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

/// Commands that may switch `set -e` on.
const OPTION_SETTERS: [&str; 4] = [".", "source", "eval", "set"];

/// POSIX special builtins: an assignment in front of one of them stays.
const SPECIAL_BUILTINS: [&str; 15] = [
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
    "times", "trap", "unset",
];

/// Working directory, variables, functions, options, umask, limits, descriptors or an early exit.
pub(super) fn leaks(script: &Script) -> bool {
    script.structure.has_lasting_construct
        || script.commands.iter().any(|command| {
            program(command).is_some_and(|name| SHELL_CHANGERS.contains(&name))
                || leaks_assignment(command)
                || prints_into_variable(command)
        })
}

pub(super) fn may_set_errexit(script: &Script) -> bool {
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
