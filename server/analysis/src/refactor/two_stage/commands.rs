//! What one command of a RUN does, as far as two stages go.

use syntax::shell::{Command, Invocation};

use super::places::{self, Site};
use crate::environment::is_installer;
use crate::install::{pip_install, project_install};

/// What a command leaves, and in which stage it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Prepares the system: both stages run it.
    Light,
    /// Only steers other commands of its script: `cd`, `export`, `echo`.
    Glue,
    /// Installs or compiles into these folders and files: the first stage runs it.
    Makes(Vec<String>),
    /// Fetches or copies to these: part of a build where its script builds, else like [`Effect::Light`].
    Puts(Vec<String>),
    /// Takes these away again.
    Removes(Vec<String>),
    /// Uses what was installed: the second stage runs it.
    Uses,
}

const GLUE: [&str; 14] = [
    "cd", "export", "set", "true", ":", "echo", "printf", "pushd", "popd", "sleep", "unset", "ls", "[",
    "test",
];

const SYSTEM: [&str; 35] = [
    "apt-get",
    "apt",
    "aptitude",
    "apt-key",
    "apt-mark",
    "add-apt-repository",
    "dpkg",
    "dnf",
    "yum",
    "microdnf",
    "rpm",
    "ln",
    "mkdir",
    "touch",
    "chmod",
    "chown",
    "useradd",
    "adduser",
    "usermod",
    "groupadd",
    "addgroup",
    "sed",
    "tee",
    "cat",
    "gpg",
    "locale-gen",
    "update-locale",
    "dpkg-reconfigure",
    "update-alternatives",
    "update-ca-certificates",
    "ldconfig",
    "find",
    "grep",
    "lsb_release",
    "gzip",
];

const PUTS: [&str; 8] = ["curl", "wget", "tar", "unzip", "gunzip", "cp", "mv", "install"];

const COMPILERS: [&str; 14] = [
    "make",
    "gmake",
    "cmake",
    "ninja",
    "nvcc",
    "gcc",
    "g++",
    "clang",
    "clang++",
    "meson",
    "configure",
    "autoconf",
    "autoreconf",
    "ctest",
];

/// Programs that read or fetch models and data with what was installed.
const USERS: [&str; 3] = ["huggingface-cli", "hf", "nltk"];

/// `Err` where it is not known what the command does.
pub(super) fn effect(site: &Site<'_, '_>, index: usize, command: &Command) -> Result<Effect, String> {
    let Some(found) = command.invocation() else {
        return if command.name.is_none() {
            Ok(Effect::Glue)
        } else {
            Err("runs a program that a variable names".to_owned())
        };
    };
    if pip_install(&found).is_some() || project_install(&found).is_some() {
        return places::of_install(site, index).map(Effect::Makes);
    }
    match found.program {
        "rm" => Ok(Effect::Removes(places::operands(site, &found))),
        "git" => git(site, &found),
        "conda" | "mamba" | "micromamba" => places::of_conda(site, index, &found).map(Effect::Makes),
        "bash" | "sh" | "source" | "." => script(site, command, &found),
        "uv" => uv(site, &found),
        "virtualenv" => places::of_environment(site, &found).map(Effect::Makes),
        "pip" | "pip3" if names(&found, "cache") || names(&found, "config") => Ok(Effect::Glue),
        "pip" | "pip3" | "poetry" => Ok(Effect::Uses),
        program if GLUE.contains(&program) => Ok(Effect::Glue),
        program if PUTS.contains(&program) => Ok(puts(site, command, &found)),
        program if SYSTEM.contains(&program) => Ok(Effect::Light),
        program if COMPILERS.contains(&program) => places::of_build(site, &found).map(Effect::Makes),
        program if USERS.contains(&program) => Ok(Effect::Uses),
        program if program.starts_with("python") => python(site, index, &found),
        program => Err(format!("runs {program}, and whether that compiles is not known")),
    }
}

fn names(found: &Invocation<'_>, verb: &str) -> bool {
    found.args.iter().any(|word| word.value == verb)
}

/// What is piped on is for the next command; `/tmp` is nobody's result.
fn puts(site: &Site<'_, '_>, command: &Command, found: &Invocation<'_>) -> Effect {
    let is_last = command.pipeline.is_none_or(|place| place.index + 1 == place.length);
    if !is_last {
        return Effect::Glue;
    }
    let named = match found.program {
        "curl" => found.option_values(&["-o", "--output"]),
        "wget" => found.option_values(&["-O", "-P", "--output-document", "--directory-prefix"]),
        "tar" => found.option_values(&["-C", "--directory"]),
        "unzip" => found.option_values(&["-d"]),
        "gunzip" => Vec::new(),
        _ => found.args.last().map(|word| word.value.as_str()).into_iter().collect(),
    };
    let paths = match named.as_slice() {
        [] => places::here(site),
        named => named.iter().map(|path| site.path(path)).collect(),
    };
    let lasts = |path: &String| !(path == "/tmp" || path.starts_with("/tmp/") || path.starts_with("/dev/"));
    Effect::Puts(paths.into_iter().filter(lasts).collect())
}

fn git(site: &Site<'_, '_>, found: &Invocation<'_>) -> Result<Effect, String> {
    match found.subcommand().map(|word| word.value.as_str()) {
        Some("clone") => places::of_clone(site, found).map(Effect::Makes),
        // They work on a clone.
        Some("checkout" | "submodule" | "fetch" | "reset" | "apply" | "pull" | "switch") => {
            Ok(Effect::Makes(places::here(site)))
        }
        Some("config" | "lfs") => Ok(Effect::Light),
        _ => Err("runs git in a way that is not understood".to_owned()),
    }
}

fn python(site: &Site<'_, '_>, index: usize, found: &Invocation<'_>) -> Result<Effect, String> {
    let words: Vec<&str> = found.args.iter().map(|word| word.value.as_str()).collect();
    match words.as_slice() {
        ["-m", "venv" | "virtualenv", ..] => places::of_environment(site, found).map(Effect::Makes),
        ["-m", "pip", "cache" | "config", ..] => Ok(Effect::Glue),
        ["-m", "pip", ..] | ["-c", ..] => Ok(Effect::Uses),
        ["setup.py", rest @ ..] => {
            let mut made = places::here(site);
            if rest.contains(&"install") || rest.contains(&"develop") {
                made.extend(places::packages_of(site, index)?);
            }
            Ok(Effect::Makes(made))
        }
        _ => Err("runs a Python program, and whether that compiles is not known".to_owned()),
    }
}

fn uv(site: &Site<'_, '_>, found: &Invocation<'_>) -> Result<Effect, String> {
    let words: Vec<&str> = found.args.iter().map(|word| word.value.as_str()).collect();
    match words.as_slice() {
        ["venv", ..] => places::of_environment(site, found).map(Effect::Makes),
        ["python", "install", ..] => places::managed_pythons(site).map(|folder| Effect::Makes(vec![folder])),
        ["cache", ..] => Ok(Effect::Glue),
        _ => Err("runs uv in a way that is not understood".to_owned()),
    }
}

/// Installers of conda and of uv are known, and the activation of an environment; other scripts are not.
fn script(site: &Site<'_, '_>, command: &Command, found: &Invocation<'_>) -> Result<Effect, String> {
    let first = found.args.iter().map(|word| word.value.as_str()).find(|word| !word.starts_with('-'));
    if is_installer(found) {
        let prefix = found.option_values(&["-p"]);
        let prefix = prefix.first().ok_or("installs conda without saying where (-p)")?;
        return Ok(Effect::Makes(vec![site.path(prefix)]));
    }
    let is_piped = command.pipeline.is_some_and(|place| place.index > 0);
    if is_piped && first.is_none() && site.info.syntax.text().contains("astral.sh/uv") {
        return Ok(Effect::Light);
    }
    match first {
        Some(path) if path.ends_with("/activate") || path.ends_with("/conda.sh") => Ok(Effect::Glue),
        Some(path) => Err(format!("runs the script {path}, and whether that compiles is not known")),
        None => Err("runs a script, and whether that compiles is not known".to_owned()),
    }
}
