//! Commands of Python's tools.

use std::collections::BTreeMap;

use super::closure::Closure;
use super::pieces::{Destination, push, push_first_run, push_wheels};
use super::requests::{Requests, collect, collect_from};
use super::{embedded, live, locked};
use crate::facts::Platform;
use crate::image_files::context_file;
use crate::image_path::absolute;
use crate::install::markers::Environment;
use crate::install::{PipInstall, PipTool, ProjectInstall, RequirementsFile};
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::{gzip, python};
use crate::size::piece::Piece;
use crate::size::run::{Call, Effect, Walk, python_code};
use crate::size::state::Export;

/// `pip install` and its relatives.
pub(in crate::size) fn install(walk: &mut Walk<'_>, call: &Call<'_>, install: &PipInstall) -> Effect {
    let folder = folder(walk, call, install);
    let runs_own_pip =
        !walk.state.python.environment.as_ref().is_some_and(|root| folder.starts_with(root.as_str()));
    let destination = Destination::of(walk, install, folder);
    if install.tool == PipTool::Pip {
        push_first_run(walk, runs_own_pip);
    }
    let mut requests = collect(walk, install);
    let mut closure = resolve(walk, install, &requests);
    closure.unknown.append(&mut requests.unknown);
    push(walk, closure, &destination);
    for project in &requests.linked {
        walk.push_small(&format!("link to {project}"), &destination.folder);
    }
    Effect::Known
}

/// What conda hands to pip when an environment's own packages are there.
pub(in crate::size) struct CondaPart<'p> {
    pub file: RequirementsFile,
    /// The folder of the environment file.
    pub folder: &'p str,
    /// The environment's, and the packages that conda brought: names and versions.
    pub prefix: &'p str,
    pub python: Option<String>,
    pub installed: BTreeMap<String, String>,
}

/// The `pip:` part of an environment file.
pub(in crate::size) fn install_for_conda(walk: &mut Walk<'_>, part: CondaPart<'_>) {
    let install = PipInstall { python: part.python, upgrade: true, ..PipInstall::default() };
    let version = environment_of(walk, install.python.as_deref()).python;
    let version = version.map_or("3".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    let folder = format!("{}/lib/python{version}/site-packages", part.prefix);
    let destination = Destination::of(walk, &install, folder);
    let requests = collect_from(walk, &install, part.file, part.folder);
    let outside = std::mem::replace(&mut walk.state.python.installed, part.installed);
    let mut closure = resolve(walk, &install, &requests);
    closure.unknown.extend(requests.unknown);
    push(walk, closure, &destination);
    walk.state.python.installed = outside;
}

/// `pip download` and `pip wheel`: the wheels themselves, whatever is installed.
pub(in crate::size) fn fetch(walk: &mut Walk<'_>, fetch: &PipInstall) -> Effect {
    let folder = walk.path(fetch.target.as_deref().unwrap_or("."));
    push_first_run(walk, true);
    let mut requests = collect(walk, fetch);
    let mut closure = resolve(walk, fetch, &requests);
    closure.unknown.append(&mut requests.unknown);
    let destination = Destination::of(walk, fetch, folder);
    push_wheels(walk, closure, &destination);
    Effect::Known
}

fn resolve(walk: &Walk<'_>, install: &PipInstall, requests: &Requests) -> Closure {
    let environment = environment_of(walk, install.python.as_deref());
    let none = Default::default();
    let installed = if install.target.is_some() { &none } else { &walk.state.python.installed };
    let facts = walk.stages.analysis.inputs.facts;
    let closure = live::closure(facts, install, requests, installed, &environment);
    let mut closure = closure.unwrap_or_else(|failure| {
        let mut closure = embedded::resolve(install, requests, installed, &environment);
        let note = failure.map(|why| format!("the package index gave no answer: {why}"));
        closure.notes.extend(note);
        closure
    });
    closure.packages.extend(requests.own.iter().cloned());
    closure
}

/// What markers see; a command such as `python3.11 -m pip` names its own Python.
pub(super) fn environment_of(walk: &Walk<'_>, python: Option<&str>) -> Environment {
    let own = python.map(|version| knowledge::version::Version::parse(version).major_minor());
    let version = own.filter(|(_, minor)| *minor > 0).or(walk.state.python.version);
    Environment {
        python: version,
        machine: machine(&walk.stages.analysis.inputs.options.platform).to_owned(),
    }
}

/// `uv sync`, `poetry install` and their relatives.
pub(in crate::size) fn project(walk: &mut Walk<'_>, install: &ProjectInstall) -> Effect {
    let environment = environment_of(walk, None);
    locked::install(walk, install, &environment)
}

/// `poetry export -o FILE`: the file stands for what is locked.
pub(in crate::size) fn export(
    walk: &mut Walk<'_>,
    call: &Call<'_>,
    choice: ProjectInstall,
    output: Option<String>,
) -> Effect {
    let redirected = || call.command.redirects.iter().find_map(|redirect| walk.written_by(redirect));
    let Some(path) = output.map(|output| walk.path(&output)).or_else(redirected) else {
        return Effect::Known;
    };
    let folder = walk.path(choice.folder.as_deref().unwrap_or("."));
    let lock = absolute(Some(&folder), choice.tool.lock_file());
    if let Some(file) = context_file(walk.stages.analysis, walk.info, &lock) {
        walk.state.exports.insert(path.clone(), Export { lock: file.text, choice });
    }
    walk.push_small(&path, &path);
    Effect::Known
}

/// What Python calls the platform's architecture.
pub(super) fn machine(platform: &Platform) -> &'static str {
    match platform.architecture.as_str() {
        "arm64" => "aarch64",
        "ppc64le" => "ppc64le",
        "s390x" => "s390x",
        _ => "x86_64",
    }
}

/// The site-packages that an install fills.
fn folder(walk: &Walk<'_>, call: &Call<'_>, install: &PipInstall) -> String {
    let version =
        walk.state.python.version.map_or("3".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    let library = format!("lib/python{version}/site-packages");
    if let Some(target) = &install.target {
        return walk.path(target);
    }
    if let Some(prefix) = &install.prefix {
        return absolute(Some(&walk.path(prefix)), &library);
    }
    if install.user {
        return format!("{}/.local/{library}", walk.home());
    }
    let program = call.invocation.word.value.rsplit_once("/bin/").map(|(root, _)| root);
    let active = || walk.variable("VIRTUAL_ENV").or_else(|| environment_on_path(walk));
    match program
        .map(str::to_owned)
        .filter(|root| !matches!(root.as_str(), "/usr" | "/usr/local"))
        .or_else(active)
    {
        Some(root) => absolute(Some(&walk.path(&root)), &library),
        None => walk.state.site_packages(),
    }
}

/// A virtual environment whose `bin` comes first in PATH. Where PATH's value is not known, because the
/// base image's is not, an environment that the stage made is the likeliest reason to set it.
fn environment_on_path(walk: &Walk<'_>) -> Option<String> {
    let Some(path) = walk.variable("PATH") else {
        let is_set = walk.stages.analysis.model.binding("PATH", walk.info).is_some();
        return walk.state.python.environment.clone().filter(|_| is_set);
    };
    let root = path.split(':').next()?.strip_suffix("/bin")?;
    (!matches!(root, "/usr" | "/usr/local" | "/opt/conda" | "")).then(|| root.to_owned())
}

/// `. /opt/venv/bin/activate`
pub(in crate::size) fn activate(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let script = call.invocation.args.first().map(|word| word.value.as_str());
    if let Some(root) = script.and_then(|script| script.strip_suffix("/bin/activate")) {
        let root = walk.path(root);
        walk.set_variable("VIRTUAL_ENV", root);
    }
    Effect::Known
}

/// `python -m venv DIR`; anything else that Python runs is not known.
pub(in crate::size) fn interpreter(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let args = call.invocation.args;
    let module = args.iter().position(|word| word.value == "-m").and_then(|at| args.get(at + 1));
    match module.map(|word| word.value.as_str()) {
        Some("venv" | "virtualenv") => {
            let folder = args
                .iter()
                .skip_while(|word| word.value != "-m")
                .skip(2)
                .find(|word| !word.value.starts_with('-'));
            environment(
                walk,
                folder.map_or(".", |word| word.value.as_str()),
                !call.invocation.has_option(&["--without-pip"]),
            );
            Effect::Known
        }
        Some("pip") => pip(
            walk,
            args.iter().skip_while(|word| word.value != "pip").nth(1).map(|word| word.value.as_str()),
        ),
        Some(_) => Effect::Unknown("what the program writes is not known before the build"),
        None => match program_text(walk, call) {
            Some(code) => python_code(walk, &code),
            None => Effect::Unknown("what the program writes is not known before the build"),
        },
    }
}

/// The program of `python -c '…'` and of `python <<EOF`, where nothing in it is left to the shell.
fn program_text(walk: &Walk<'_>, call: &Call<'_>) -> Option<String> {
    let args = call.invocation.args;
    if let Some(at) = args.iter().position(|word| word.value == "-c") {
        return args.get(at + 1).filter(|code| code.is_literal).map(|code| code.value.clone());
    }
    let reads_input = args.iter().all(|word| word.value.starts_with('-'));
    let heredocs = walk.info.syntax.heredocs();
    let [heredoc] = heredocs.as_slice() else { return None };
    let body = walk.stages.analysis.source.slice(heredoc.body);
    let is_plain = heredoc.redirect.is_quoted || !body.contains('$');
    (reads_input && is_plain).then(|| body.to_owned())
}

fn environment(walk: &mut Walk<'_>, folder: &str, with_pip: bool) {
    let path = walk.path(folder);
    if with_pip {
        push_first_run(walk, false);
        let bytes = Estimate::within(python::VENV, python::VENV_ERROR, Confidence::Estimated);
        walk.push(Piece::new(
            "virtual environment",
            path.clone(),
            bytes,
            gzip::PYTHON,
            "measured with Python 3.11",
        ));
    }
    walk.state.python.installed.clear();
    walk.state.python.environment = Some(path);
}

/// pip's other subcommands.
fn pip(walk: &mut Walk<'_>, subcommand: Option<&str>) -> Effect {
    match subcommand {
        Some("cache") => {
            walk.draft.pieces.retain(|piece| piece.what != "pip's cache");
            Effect::Known
        }
        Some("uninstall") => Effect::Known,
        Some("list" | "freeze" | "show" | "check" | "config" | "--version" | "debug") => Effect::Known,
        _ => Effect::Unknown("what it writes is not known before the build"),
    }
}

/// uv's commands besides `uv pip install`.
pub(in crate::size) fn uv(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    match call.invocation.subcommand().map(|word| word.value.as_str()) {
        Some("venv") => {
            let folder = call.invocation.args.iter().skip(1).find(|word| !word.value.starts_with('-'));
            let folder = folder.map_or(".venv", |word| word.value.as_str()).to_owned();
            environment(walk, &folder, false);
            Effect::Known
        }
        Some("cache" | "version" | "lock" | "export") => Effect::Known,
        _ => Effect::Unknown("what it installs is not known before the build"),
    }
}

/// Programs of Python under another name (`pip3`, `python3.11`); `None` for others.
pub(in crate::size) fn other(walk: &mut Walk<'_>, call: &Call<'_>) -> Option<Effect> {
    let program = call.invocation.program;
    if program.starts_with("pip") {
        return Some(pip(walk, call.invocation.subcommand().map(|word| word.value.as_str())));
    }
    if program == "virtualenv" {
        let folder = call.invocation.subcommand().map(|word| word.value.clone());
        environment(walk, folder.as_deref().unwrap_or("."), true);
        return Some(Effect::Known);
    }
    program.starts_with("python3.").then(|| interpreter(walk, call))
}
