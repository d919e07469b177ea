//! What no wrapper makes right.

use syntax::shell::{Command, Invocation, Script, ShellWord};

use super::refusal::Refusal;
use super::unit::Unit;
use super::workdir;

/// Commands after which the next one meets something that a new RUN would not: processes that live
/// on, parser options, traps, changed users, mounts.
const REFUSED_BEFORE: [&str; 30] = [
    "shopt",
    "trap",
    "wait",
    "jobs",
    "bg",
    "fg",
    "disown",
    "nohup",
    "setsid",
    "daemonize",
    "start-stop-daemon",
    "service",
    "systemctl",
    "rc-service",
    "invoke-rc.d",
    "pg_ctl",
    "pg_ctlcluster",
    "mysqld_safe",
    "supervisord",
    "tmux",
    "screen",
    "Xvfb",
    "dockerd",
    "mount",
    "umount",
    "chsh",
    "caller",
    "hostname",
    "sysctl",
    "suspend",
];

/// Commands whose meaning depends on how the whole text is read, wherever they stand.
const REFUSED_ANYWHERE: [&str; 5] = ["alias", "unalias", "return", "coproc", "select"];

/// A command of such a name means that the text was not read as the shell reads it.
const RESERVED_WORDS: [&str; 10] = ["then", "do", "done", "fi", "else", "elif", "esac", "in", "}", "]]"];

/// Variables that the shell changes by itself. `$?` is 0 after `&&` as in a new shell, `$$` the same.
const SHELL_VARIABLES: [&str; 13] = [
    "_",
    "!",
    "LINENO",
    "SECONDS",
    "BASHPID",
    "BASH_SUBSHELL",
    "BASH_COMMAND",
    "BASH_EXECUTION_STRING",
    "PIPESTATUS",
    "FUNCNAME",
    "BASH_LINENO",
    "BASH_SOURCE",
    "BASH_ARGV",
];

/// Files that are mounted for each RUN, or that decide as whom the next RUN starts.
const TRANSIENT_PATHS: [&str; 10] = [
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/hostname",
    "/dev/shm",
    "/proc/self",
    "/proc/1",
    "/proc/$",
    "/etc/passwd",
    "/etc/group",
    "/sys/",
];

/// Programs that only read the files that they are given.
const READERS: [&str; 9] = ["cat", "grep", "ls", "stat", "test", "[", "head", "tail", "wc"];

/// Devices that are the same in every RUN.
const STANDARD_DEVICES: [&str; 11] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/dev/fd",
    "/dev/tty",
    "/dev/tcp",
];

/// Commands that may put another program in the place of a shell.
const FILE_REPLACERS: [&str; 13] = [
    "dpkg-divert",
    "ln",
    "cp",
    "mv",
    "rm",
    "install",
    "update-alternatives",
    "dpkg-reconfigure",
    "tar",
    "busybox",
    "rsync",
    "unlink",
    "dd",
];

/// Holds for every unit, also the last: its text must mean the same inside a list.
pub(super) fn check_everywhere(script: &Script) -> Result<(), Refusal> {
    if script.structure.has_background {
        return Err(Refusal::Background);
    }
    if let Some(name) =
        script.structure.variables.iter().find(|name| SHELL_VARIABLES.contains(&name.as_str()))
    {
        return Err(Refusal::ShellVariable(name.clone()));
    }
    let names = script.commands.iter().filter_map(|command| command.name.as_ref());
    for name in names.map(|name| name.value.as_str()) {
        if RESERVED_WORDS.contains(&name) {
            return Err(Refusal::Unreadable);
        }
        if REFUSED_ANYWHERE.contains(&name) {
            return Err(Refusal::Command(name.to_owned()));
        }
    }
    Ok(())
}

/// Holds for a unit that another one follows in the same shell.
pub(super) fn check_before_another(unit: &Unit<'_>) -> Result<(), Refusal> {
    for command in &unit.script.commands {
        check_name(command, unit)?;
        written_words(command).try_for_each(check_path)?;
        check_shell_replaced(command)?;
    }
    workdir::check_stays(unit)
}

/// Words that may name a file which the command changes.
fn written_words(command: &Command) -> impl Iterator<Item = &ShellWord> {
    let only_reads = command.invocation().is_some_and(|found| READERS.contains(&found.program));
    let changes_mode = command.invocation().is_some_and(|found| matches!(found.program, "chmod" | "chown"));
    let is_account_file = |word: &ShellWord| matches!(word.value.as_str(), "/etc/passwd" | "/etc/group");
    let redirected = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
    let redirected: Vec<&ShellWord> = redirected.collect();
    words(command).filter(move |word| {
        // The mode of an account file does not decide as whom the next RUN starts.
        redirected.iter().any(|target| target.range == word.range)
            || !(only_reads || changes_mode && is_account_file(word))
    })
}

fn words(command: &Command) -> impl Iterator<Item = &ShellWord> {
    let targets = command.redirects.iter().filter_map(|redirect| redirect.target.as_ref());
    let values = command.assignments.iter().filter_map(|assignment| assignment.value.as_ref());
    command.name.iter().chain(&command.args).chain(targets).chain(values)
}

fn check_name(command: &Command, unit: &Unit<'_>) -> Result<(), Refusal> {
    let Some(invocation) = command.invocation() else { return Ok(()) };
    let name = invocation.program;
    let is_daemon = invocation.word.value.starts_with("/etc/init.d/")
        || command.args.iter().any(|arg| {
            let value = arg.value.as_str();
            value.starts_with("--daemon") || value == "--fork" || value == "-daemon"
        });
    let leaves_loop = matches!(name, "break" | "continue") && !command.nesting.looped;
    if REFUSED_BEFORE.contains(&name) || is_daemon || leaves_loop || changes_own_user(&invocation, unit) {
        return Err(Refusal::Command(name.to_owned()));
    }
    // `nohup` and the like are looked through above, but matter themselves.
    match command.name.as_ref().map(|word| word.value.as_str()) {
        Some(wrapper) if REFUSED_BEFORE.contains(&wrapper) => Err(Refusal::Command(wrapper.to_owned())),
        _ => Ok(()),
    }
}

/// It may change the user as whom the next RUN starts: groups are read anew then. Other users do not
/// matter to root's shell.
fn changes_own_user(invocation: &Invocation<'_>, unit: &Unit<'_>) -> bool {
    let operands: Vec<&ShellWord> =
        invocation.args.iter().filter(|arg| !arg.value.starts_with('-')).collect();
    let may_be_root = |word: &&ShellWord| !word.is_literal || matches!(word.value.as_str(), "root" | "0");
    match invocation.program {
        "useradd" | "groupadd" | "userdel" | "deluser" => !runs_as_root(unit),
        // With one operand a user is made; `adduser NAME GROUP` changes one.
        "adduser" | "addgroup" => {
            !runs_as_root(unit) || operands.len() >= 2 && operands.iter().any(may_be_root)
        }
        "usermod" | "gpasswd" => !runs_as_root(unit) || operands.iter().any(may_be_root),
        "groupmod" | "newusers" => true,
        _ => false,
    }
}

fn runs_as_root(unit: &Unit<'_>) -> bool {
    unit.info.user().is_none_or(|user| matches!(user.split(':').next(), Some("root" | "0")))
}

fn check_path(word: &ShellWord) -> Result<(), Refusal> {
    let value = word.value.as_str();
    if let Some(path) = TRANSIENT_PATHS.iter().find(|path| value.contains(**path)) {
        return Err(Refusal::Path((*path).to_owned()));
    }
    let Some(at) = value.find("/dev/") else { return Ok(()) };
    let device = &value[at..];
    let begins_there = at == 0 || !value.as_bytes()[at - 1].is_ascii_alphanumeric();
    if begins_there && !STANDARD_DEVICES.iter().any(|standard| device.starts_with(standard)) {
        return Err(Refusal::Path(device.to_owned()));
    }
    Ok(())
}

/// `ln -sf bash /bin/sh`: the next RUN starts another shell, a merged one does not.
fn check_shell_replaced(command: &Command) -> Result<(), Refusal> {
    let Some(invocation) = command.invocation().filter(|found| FILE_REPLACERS.contains(&found.program))
    else {
        return Ok(());
    };
    match invocation.args.iter().rev().find(|word| may_be_shell(word)) {
        Some(word) => Err(Refusal::Path(word.value.clone())),
        None => Ok(()),
    }
}

/// A file of a shell's name, unless it clearly stands in no folder of programs.
fn may_be_shell(word: &ShellWord) -> bool {
    let path = word.value.trim_end_matches('/');
    let (folder, base) = path.rsplit_once('/').unwrap_or(("", path));
    let last = folder.rsplit('/').next().unwrap_or_default();
    let is_program_folder = last.is_empty() || last.ends_with("bin") || last.contains(['.', '$', '`', '*']);
    matches!(base, "sh" | "bash" | "dash" | "ash") && is_program_folder
}
