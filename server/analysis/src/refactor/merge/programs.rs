//! A shell remembers where it found a program. When an earlier RUN uses a program and then puts
//! another of that name first on the PATH (`pip install -U pip`), a new shell finds the new one and
//! a shared shell runs the old one. A subshell around the earlier RUN forgets.

use std::collections::HashMap;

use syntax::shell::{Command, Invocation};

use super::unit::Unit;
use crate::install::{apt_install, pip_install};

/// Programs that only write where their arguments say, or where the distribution's packages go.
const PREDICTABLE: [&str; 61] = [
    "apk",
    "yum",
    "dnf",
    "microdnf",
    "zypper",
    "apt-key",
    "apt-cache",
    "apt-mark",
    "add-apt-repository",
    "rm",
    "rmdir",
    "mkdir",
    "echo",
    "printf",
    "test",
    "[",
    "true",
    "false",
    "touch",
    "cat",
    "sed",
    "grep",
    "egrep",
    "awk",
    "chmod",
    "chown",
    "chgrp",
    "ls",
    "useradd",
    "groupadd",
    "locale-gen",
    "update-ca-certificates",
    "ldconfig",
    "sleep",
    "date",
    "id",
    "curl",
    "wget",
    "gpg",
    "tee",
    "head",
    "tail",
    "sort",
    "tr",
    "cut",
    "wc",
    "dirname",
    "basename",
    "uname",
    "df",
    "du",
    "cd",
    "set",
    "export",
    "git",
    "sha256sum",
    "md5sum",
    "cp",
    "mv",
    "ln",
    "install",
];

/// Programs that nothing but the distribution replaces, in a place that stays first.
const STABLE: [&str; 23] = [
    "apt-get",
    "apt",
    "apt-key",
    "apt-mark",
    "dpkg",
    "add-apt-repository",
    "rm",
    "rmdir",
    "mkdir",
    "chmod",
    "chown",
    "ln",
    "cp",
    "mv",
    "touch",
    "apk",
    "yum",
    "dnf",
    "microdnf",
    "ldconfig",
    "useradd",
    "groupadd",
    "update-ca-certificates",
];

/// Commands of the shell itself are not looked up.
const BUILTINS: [&str; 16] = [
    "echo", "printf", "test", "[", "true", "false", "cd", "pwd", "set", "export", "exit", "eval", ":", ".",
    "source", "kill",
];

/// Which units must not leave behind what their shell remembers, by position.
pub(super) fn stale_lookups(units: &[Unit<'_>]) -> Vec<bool> {
    let used: Vec<Vec<&str>> = units.iter().map(looked_up).collect();
    let mut last_use: HashMap<&str, usize> = HashMap::new();
    for (at, names) in used.iter().enumerate() {
        names.iter().for_each(|&name| _ = last_use.insert(name, at));
    }
    // For each name that two units use: the units that may put another program of that name in place.
    let mut placers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, names) in used.iter().enumerate() {
        for &name in names.iter().filter(|name| last_use[**name] > at) {
            placers
                .entry(name)
                .or_insert_with(|| (0..units.len()).filter(|&unit| may_place(&units[unit], name)).collect());
        }
    }
    let is_stale = |at: usize, name: &str| {
        let later = placers.get(name).map_or(&[][..], Vec::as_slice);
        let first = later.partition_point(|&unit| unit < at);
        later.get(first).is_some_and(|&unit| unit < last_use[name])
    };
    used.iter().enumerate().map(|(at, names)| names.iter().any(|name| is_stale(at, name))).collect()
}

/// Names that the shell itself looks up on the PATH.
fn looked_up<'a>(unit: &Unit<'a>) -> Vec<&'a str> {
    let names = unit.script.commands.iter().filter_map(|command| command.name.as_ref());
    let mut names: Vec<&str> = names
        .map(|name| name.value.as_str())
        .filter(|name| !name.contains('/') && !BUILTINS.contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn may_place(unit: &Unit<'_>, name: &str) -> bool {
    unit.script.commands.iter().any(|command| match command.invocation() {
        Some(invocation) => command_may_place(command, &invocation, name),
        // A name that is expanded may be anything; an assignment alone runs nothing.
        None => command.name.is_some() && !STABLE.contains(&name),
    })
}

fn command_may_place(command: &Command, invocation: &Invocation<'_>, name: &str) -> bool {
    if invocation.args.iter().chain(redirect_targets(command)).any(|word| names_file(&word.value, name)) {
        return true;
    }
    if let Some(install) = apt_install(invocation) {
        return install.requests.iter().any(|request| request.name == name);
    }
    if let Some(install) = pip_install(invocation) {
        let is_unknown = install.has_unknown_requirements || !install.requirement_files.is_empty();
        let python_needs_pip = name.starts_with("pip") || name.starts_with("python");
        let brings_pip =
            install.requirements.iter().any(|found| found.name.as_deref().is_none_or(|own| own == "pip"));
        return match python_needs_pip {
            true => name.starts_with("pip") && (is_unknown || brings_pip),
            false => !STABLE.contains(&name),
        };
    }
    let is_predictable = matches!(invocation.program, "apt-get" | "apt" | "aptitude" | "dpkg")
        || PREDICTABLE.contains(&invocation.program) && !copies_into_path(invocation);
    !is_predictable && !STABLE.contains(&name)
}

fn redirect_targets(command: &Command) -> impl Iterator<Item = &syntax::shell::ShellWord> {
    command.redirects.iter().filter_map(|redirect| redirect.target.as_ref())
}

/// `/usr/local/bin/NAME`
fn names_file(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|folder| folder.ends_with('/'))
}

/// Copies into a folder of programs, whatever the files are called.
fn copies_into_path(invocation: &Invocation<'_>) -> bool {
    matches!(invocation.program, "cp" | "mv" | "ln" | "install")
        && invocation.args.iter().any(|arg| {
            let path = arg.value.trim_end_matches('/');
            path.ends_with("/bin") || path.ends_with("/sbin") || !arg.is_literal
        })
}
