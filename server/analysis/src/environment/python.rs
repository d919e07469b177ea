//! Python in a stage: interpreters, virtual environments, conda, uv, and what pip installs.

use syntax::shell::{Command, Invocation};

use super::commands::because;
use super::conda;
use super::system::minor;
use super::walk::Walk;
use super::{Inferred, Provider, Python, PythonInstall};
use super::{projects, requests};
use crate::image_path::absolute;
use crate::install::{PipInstall, PipTool, ProjectTool, normalized_name};
use crate::model::BindingOrigin;

/// `ln -s /usr/bin/python3.11 /usr/bin/python`, `update-alternatives --install … python3.11 1`.
pub(super) fn relink(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let target = found.args.iter().find_map(|word| word.value.rsplit('/').next()?.strip_prefix("python3."));
    let names_python =
        found.args.iter().any(|word| matches!(word.value.rsplit('/').next(), Some("python" | "python3")));
    let Some(version) = target.and_then(|rest| rest.parse().ok()).filter(|_| names_python) else { return };
    let own = walk.environment.distro.as_ref().and_then(|distro| distro.value.python3).and_then(minor);
    let provider = if own == Some((3, version)) { Provider::Distribution } else { Provider::ExtraPackage };
    let python = Python { minor: Some((3, version)), provider };
    walk.change().python = Some(because(walk, python, &format!("python3 is made python3.{version}")));
}

/// `rm /usr/lib/python3.12/EXTERNALLY-MANAGED`
pub(super) fn unprotect(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    if found.args.iter().any(|word| word.value.contains("EXTERNALLY-MANAGED")) {
        walk.change().pep668_disabled = true;
    }
}

pub(super) fn managed(walk: &mut Walk<'_, '_>, tool: &str) {
    let python = Python { minor: None, provider: Provider::Managed };
    walk.change().python = Some(because(walk, python, &format!("{tool} manages Python")));
}

/// `virtualenv -p python3.9 /opt/venv`
pub(super) fn virtualenv(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let asked = found.option_values(&["-p", "--python"]).first().and_then(|text| version_in(text));
    let options = ["-p", "--python", "--prompt", "--seeder"];
    made(walk, found.args, &options, asked);
}

/// The environment of `. /opt/venv/bin/activate`, for the rest of the script.
pub(super) fn activate(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let script = found.args.first().map(|word| word.value.as_str());
    if let Some(root) = script.and_then(|script| script.strip_suffix("bin/activate")) {
        walk.active = Some(path(walk, root));
    }
}

/// `python3 -m venv /opt/venv`
pub(super) fn interpreter(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let module = found.args.iter().position(|word| word.value == "-m");
    let Some(at) = module else { return };
    if found.args.get(at + 1).is_some_and(|word| matches!(word.value.as_str(), "venv" | "virtualenv")) {
        made(walk, &found.args[at + 2..], &["--prompt", "-p"], version_in(found.program));
    }
}

pub(super) fn uv(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let words: Vec<&str> = found.args.iter().map(|word| word.value.as_str()).collect();
    let asked = found.option_values(&["-p", "--python"]).first().and_then(|text| version_in(text));
    match words.as_slice() {
        ["venv", ..] => made(walk, &found.args[1..], &["-p", "--python", "--prompt", "--index-url"], asked),
        ["python", "install", ..] => {
            let version = words.iter().skip(2).find_map(|text| version_in(text));
            let python = Python { minor: version, provider: Provider::Managed };
            walk.change().python = Some(because(walk, python, "uv installs it"));
        }
        ["run", ..] => {
            let folder = projects::environment_of(walk, ProjectTool::Uv, &path(walk, "."));
            let folder = folder.unwrap_or_default();
            walk.change().virtual_environments.entry(folder).or_insert(asked);
        }
        _ => {}
    }
}

/// The first operand is the folder of a new environment.
fn made(
    walk: &mut Walk<'_, '_>,
    args: &[syntax::shell::ShellWord],
    with_value: &[&str],
    asked: Option<(u16, u16)>,
) {
    let mut words = args.iter();
    let mut folder = None;
    while let Some(word) = words.next() {
        if with_value.contains(&word.value.as_str()) {
            words.next();
        } else if !word.value.starts_with('-') {
            folder = folder.or(Some(word.value.clone()));
        }
    }
    let folder = path(walk, folder.as_deref().unwrap_or(".venv"));
    let version = asked.or_else(|| walk.environment.python.as_ref()?.value.minor);
    walk.change().virtual_environments.insert(folder, version);
}

/// `python3.11`, `3.11`, `/usr/bin/python3.11`.
pub(super) fn version_in(text: &str) -> Option<(u16, u16)> {
    let name = text.rsplit('/').next()?;
    minor(name.strip_prefix("cpython-").or_else(|| name.strip_prefix("python")).unwrap_or(name))
}

pub(super) fn path(walk: &Walk<'_, '_>, text: &str) -> String {
    absolute(walk.info.workdir(), text)
}

/// `pip uninstall -y torch`, `pip config set global.break-system-packages true`
pub(super) fn configure(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    if found.args.iter().any(|word| word.value == "uninstall") {
        for word in found.args {
            let environment = walk.change();
            environment.packages.remove(&normalized_name(&word.value));
            environment.base_framework.take_if(|framework| framework.value == word.value);
        }
    }
    if found.args.iter().any(|word| word.value.contains("break-system-packages")) {
        walk.change().pep668_disabled = true;
    }
}

pub(super) fn pip(
    walk: &mut Walk<'_, '_>,
    index: usize,
    command: &Command,
    found: &Invocation<'_>,
    pip: PipInstall,
) {
    let target = target_of(walk, found, &pip);
    let own_settings = |name: &str| {
        let assigned = command.assignments.iter().find(|assignment| assignment.name == name);
        assigned.and_then(|assignment| Some(assignment.value.as_ref()?.value.clone()))
    };
    let setting = |names: &[&str]| {
        let found = names.iter().find_map(|name| own_settings(name).or_else(|| walk.variable(name)));
        found.filter(|value| !value.is_empty())
    };
    let words = |text: Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
    };
    let mut install = PythonInstall::new(walk, index, found.word.range, pip, target);
    let pip = &install.pip;
    install.requirements = pip.requirements.clone();
    install.index_url =
        pip.index_url.clone().or_else(|| setting(&["PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"]));
    let extra = words(setting(&["PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX"]));
    install.extra_index_urls = pip.extra_index_urls.iter().cloned().chain(extra).collect();
    let links = words(setting(&["PIP_FIND_LINKS", "UV_FIND_LINKS"]));
    install.find_links = pip.find_links.iter().cloned().chain(links).collect();
    install.incomplete = pip.has_unknown_requirements;
    install.is_constrained =
        !pip.constraint_files.is_empty() || setting(&["PIP_CONSTRAINT", "UV_CONSTRAINT"]).is_some();
    requests::collect_files(walk, &mut install);
    finish(walk, install);
}

/// The stage has it from now on.
pub(super) fn finish(walk: &mut Walk<'_, '_>, install: PythonInstall) {
    remember(walk, &install);
    walk.installs.push(install);
}

/// The packages are there afterwards.
fn remember(walk: &mut Walk<'_, '_>, install: &PythonInstall) {
    let environment = walk.change();
    for (name, _) in install.requested() {
        environment.packages.insert(name.to_owned(), install.version(name));
    }
    if install.requirement("torch").is_some() {
        environment.torch_cuda =
            install.torch_cuda().map(|cuda| Inferred::new(cuda, "pip installs that build"));
    }
    let pulls = install.requested().any(|(name, _)| knowledge::python_packages::pulls_torch(name));
    if pulls && !install.pip.no_deps {
        environment.packages.entry("torch".to_owned()).or_insert(None);
    }
}

/// Where an install goes.
pub(super) struct Target {
    pub provider: Provider,
    pub python: Option<(u16, u16)>,
    /// The folder of the environment, where it is one.
    pub root: Option<String>,
}

/// A virtual environment by path, by activation or by ENV, else `python3`.
fn target_of(walk: &Walk<'_, '_>, found: &Invocation<'_>, pip: &PipInstall) -> Target {
    let python = walk.environment.python.as_ref().map(|python| python.value);
    let named = pip
        .python
        .as_deref()
        .and_then(minor)
        .or_else(|| found.option_values(&["--python"]).first().and_then(|text| version_in(text)));
    let root = found.word.value.rsplit_once("/bin/").map(|(root, _)| root.to_owned());
    let root = root.filter(|root| !matches!(root.as_str(), "/usr" | "/usr/local" | ""));
    let root = root.or_else(|| walk.active.clone()).or_else(|| active_environment(walk, pip));
    if let Some(root) = root {
        let known = walk.environment.virtual_environments.get(&root).copied().flatten();
        let is_conda = root.contains("conda") || root.contains("mamba");
        let (provider, python) = if is_conda {
            (Provider::Conda, named.or(known).or_else(|| python?.minor))
        } else {
            (Provider::VirtualEnvironment, named.or(known))
        };
        return Target { provider, python, root: Some(root) };
    }
    let (provider, minor) = match (named, python) {
        (Some(version), Some(python)) if python.minor == Some(version) => (python.provider, named),
        (Some(_), _) => (Provider::ExtraPackage, named),
        (None, Some(python)) => (python.provider, python.minor),
        (None, None) => (Provider::Unknown, None),
    };
    let prefix = walk.environment.conda_prefix.clone().filter(|_| provider == Provider::Conda);
    Target { provider, python: minor, root: prefix }
}

/// VIRTUAL_ENV, an environment first in PATH, or for uv the project's.
fn active_environment(walk: &Walk<'_, '_>, pip: &PipInstall) -> Option<String> {
    if let Some(root) = walk.variable("VIRTUAL_ENV").filter(|root| !root.is_empty()) {
        return Some(root);
    }
    let uses_project = pip.tool == PipTool::Uv && !pip.system && walk.variable("UV_SYSTEM_PYTHON").is_none();
    if uses_project && let Some((root, _)) = walk.environment.virtual_environments.first_key_value() {
        return Some(root.clone());
    }
    if let Some(root) = conda::of_shell(walk) {
        return Some(root);
    }
    let binding = walk.analysis.model.binding("PATH", walk.info)?;
    let Some(value) = &binding.value else {
        // PATH is set on top of one that is not known: an environment that was made is the likely reason.
        let is_own = matches!(binding.origin, BindingOrigin::Definition(_));
        let made = walk.environment.virtual_environments.keys().next().cloned();
        return made.filter(|_| is_own);
    };
    let roots = value.split(':').map_while(|folder| folder.strip_suffix("/bin"));
    let mut roots = roots.take_while(|root| !matches!(*root, "/usr" | "/usr/local" | ""));
    roots
        .find(|root| {
            walk.environment.virtual_environments.contains_key(*root)
                || ["venv", "conda", "mamba", "/env"].iter().any(|word| root.contains(word))
        })
        .map(str::to_owned)
}
