//! Which program writes what.

use super::{Call, Effect, Walk, files, models, web};
use crate::install::{pip_fetch, pip_install, project_export, project_install, system_install};
use crate::size::{apt, conda, node, python, system};

type Handler = fn(&mut Walk<'_>, &Call<'_>) -> Effect;

/// Programs whose effect is worked out from their arguments.
const HANDLERS: [(&[&str], Handler); 22] = [
    (&["cd", "pushd"], files::change_folder),
    (&["apt-get", "apt", "aptitude"], apt::command),
    (&["add-apt-repository", "apt-add-repository"], apt::add_archive),
    (&["yum-config-manager"], system::add_repository),
    (&["apk"], system::apk),
    (&["dnf", "microdnf", "yum", "tdnf"], system::dnf),
    (&["conda", "mamba", "micromamba"], conda::conda),
    (&["rm", "unlink"], files::remove),
    (&["find"], files::find),
    (&["cp", "install"], files::copy),
    (&["mv"], files::rename),
    (&["chown", "chmod", "chgrp"], files::change_mode),
    (&["curl"], web::curl),
    (&["wget"], web::wget),
    (&["tar", "unzip", "bsdtar"], web::unpack),
    (&["git"], web::git),
    (&["hf", "huggingface-cli"], models::hf),
    (&["python", "python3"], python::interpreter),
    (&["npm"], node::npm),
    (&["sed", "perl"], files::edit_in_place),
    (&["uv"], python::uv),
    (&["source", "."], python::activate),
];

/// Programs that leave nothing behind, or only empty folders and links.
const QUIET: &[&str] = &[
    "true",
    "false",
    ":",
    "test",
    "[",
    "[[",
    "exit",
    "return",
    "set",
    "export",
    "unset",
    "alias",
    "shift",
    "readonly",
    "local",
    "declare",
    "echo",
    "printf",
    "cat",
    "ls",
    "grep",
    "egrep",
    "head",
    "tail",
    "sort",
    "uniq",
    "wc",
    "which",
    "type",
    "id",
    "whoami",
    "uname",
    "date",
    "sleep",
    "wait",
    "du",
    "df",
    "ps",
    "pwd",
    "dirname",
    "basename",
    "readlink",
    "realpath",
    "stat",
    "file",
    "ldd",
    "nvidia-smi",
    "mkdir",
    "rmdir",
    "ln",
    "touch",
    "umask",
    "ulimit",
    "trap",
    "hash",
    "sync",
    "seq",
    "expr",
    "shopt",
    "sha256sum",
    "md5sum",
    "sha512sum",
    "popd",
    "break",
];

/// Programs that change a few small files: accounts, links, caches, keys.
const SMALL: &[&str] = &[
    "useradd",
    "adduser",
    "usermod",
    "groupadd",
    "addgroup",
    "groupmod",
    "passwd",
    "chpasswd",
    "chsh",
    "ldconfig",
    "update-alternatives",
    "dpkg-reconfigure",
    "update-rc.d",
    "systemctl",
    "service",
    "gpg",
    "apt-key",
    "tee",
    "awk",
    "tr",
    "cut",
    "locale",
    "update-locale",
    "debconf-set-selections",
];

/// Questions that any program answers without writing.
const QUESTIONS: [&str; 4] = ["--version", "--help", "-V", "-h"];

/// Adds what a command leaves behind.
pub(super) fn run(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let program = call.invocation.program;
    if let [only] = call.invocation.args
        && QUESTIONS.contains(&only.value.as_str())
    {
        return Effect::Known;
    }
    if let Some(install) = pip_install(&call.invocation) {
        return python::install(walk, call, &install);
    }
    if let Some(fetch) = pip_fetch(&call.invocation) {
        return python::fetch(walk, &fetch);
    }
    if let Some((choice, output)) = project_export(&call.invocation) {
        return python::export(walk, call, choice, output);
    }
    if let Some(install) = project_install(&call.invocation) {
        return python::project(walk, &install);
    }
    if let Some((_, handler)) = HANDLERS.iter().find(|(names, _)| names.contains(&program)) {
        return handler(walk, call);
    }
    if QUIET.contains(&program) {
        return Effect::Known;
    }
    if SMALL.contains(&program) {
        walk.push_small(program, "");
        return Effect::Known;
    }
    python::other(walk, call).unwrap_or_else(|| Effect::Unknown(why_unknown(call)))
}

/// Why nothing can be said about a program.
fn why_unknown(call: &Call<'_>) -> &'static str {
    if system_install(&call.invocation).is_some() {
        "sizes of this distribution's packages are not known"
    } else {
        "what it writes is not known before the build"
    }
}
