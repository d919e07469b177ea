//! Python in a stage: interpreters, virtual environments, conda, uv, and what pip installs.

use syntax::shell::{Command, Invocation};

use super::commands::because;
use super::requests;
use super::system::minor;
use super::walk::Walk;
use super::{Cuda, Inferred, Provider, Python, PythonInstall};
use crate::image_path::absolute;
use crate::install::{CondaInstall, PipInstall, PipTool, conda_install, normalized_name};
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

/// `bash Miniconda3-latest-Linux-x86_64.sh -b -p /opt/conda`
pub(super) fn installer_script(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let is_conda = |text: &str| {
        ["miniconda", "miniforge", "anaconda", "mambaforge"].iter().any(|name| text.contains(name))
    };
    if found.args.iter().any(|word| is_conda(&word.value.to_ascii_lowercase())) {
        let python = Python { minor: None, provider: Provider::Conda };
        walk.change().python = Some(because(walk, python, "conda is installed"));
    }
}

pub(super) fn conda(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    let Some(install) = conda_install(found) else { return };
    if let Some(version) = install.request("python").and_then(|request| minor(request.exact_version()?)) {
        let python = Python { minor: Some(version), provider: Provider::Conda };
        walk.change().python = Some(because(walk, python, "conda installs it"));
    }
    conda_packages(walk, &install);
}

fn conda_packages(walk: &mut Walk<'_, '_>, install: &CondaInstall) {
    for request in &install.requests {
        let name = if request.name == "pytorch" { "torch" } else { request.name.as_str() };
        walk.change().packages.insert(name.to_owned(), request.exact_version().map(str::to_owned));
        if matches!(name, "cuda-toolkit" | "cuda-nvcc" | "cuda" | "cudatoolkit-dev" | "cuda-compiler") {
            walk.change().nvcc = Some(because(walk, true, &format!("conda installs {name}")));
            let version = request.exact_version().and_then(knowledge::version::CudaVersion::parse);
            if let Some(version) = version {
                let cuda = Cuda { version, flavor: None };
                walk.change().cuda = Some(because(walk, cuda, &format!("conda installs {name}")));
            }
        }
        if matches!(name, "gxx_linux-64" | "gxx" | "compilers" | "cxx-compiler") {
            walk.change().compiler = Some(because(walk, true, &format!("conda installs {name}")));
        }
    }
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
        ["sync" | "run", ..] => {
            let folder = walk.variable("UV_PROJECT_ENVIRONMENT").unwrap_or_else(|| ".venv".to_owned());
            let folder = path(walk, &folder);
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
fn version_in(text: &str) -> Option<(u16, u16)> {
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
    let (provider, python) = interpreter_of(walk, found, &pip);
    let own_settings = |name: &str| {
        let assigned = command.assignments.iter().find(|assignment| assignment.name == name);
        assigned.and_then(|assignment| Some(assignment.value.as_ref()?.value.clone()))
    };
    let setting = |names: &[&str]| {
        let found = names.iter().find_map(|name| own_settings(name).or_else(|| walk.variable(name)));
        found.filter(|value| !value.is_empty())
    };
    let index_url =
        pip.index_url.clone().or_else(|| setting(&["PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"]));
    let extra = setting(&["PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX"]).unwrap_or_default();
    let links = setting(&["PIP_FIND_LINKS", "UV_FIND_LINKS"]).unwrap_or_default();
    let constraint = setting(&["PIP_CONSTRAINT", "UV_CONSTRAINT"]);
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut install = PythonInstall {
        instruction: walk.info.index,
        command: index,
        start: walk.info.start(),
        program: found.word.range,
        requirements: pip.requirements.clone(),
        constraints: Vec::new(),
        index_url,
        extra_index_urls: pip.extra_index_urls.iter().cloned().chain(words(extra)).collect(),
        find_links: pip.find_links.iter().cloned().chain(words(links)).collect(),
        incomplete: pip.has_unknown_requirements,
        is_constrained: !pip.constraint_files.is_empty() || constraint.is_some(),
        python,
        provider,
        environment: walk.environment.clone(),
        pip,
    };
    requests::collect_files(walk, &mut install);
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

/// Where the install goes: a virtual environment by path, by activation or by ENV, else `python3`.
fn interpreter_of(
    walk: &Walk<'_, '_>,
    found: &Invocation<'_>,
    pip: &PipInstall,
) -> (Provider, Option<(u16, u16)>) {
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
        if root.contains("conda") || root.contains("mamba") {
            return (Provider::Conda, named.or_else(|| python?.minor));
        }
        let known = walk.environment.virtual_environments.get(&root).copied().flatten();
        return (Provider::VirtualEnvironment, named.or(known));
    }
    match (named, python) {
        (Some(version), Some(python)) if python.minor == Some(version) => (python.provider, named),
        (Some(_), _) => (Provider::ExtraPackage, named),
        (None, Some(python)) => (python.provider, python.minor),
        (None, None) => (Provider::Unknown, None),
    }
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
