//! conda in a stage: where it lies, its environments, and the files that describe them.

use knowledge::version::CudaVersion;
use syntax::shell::Invocation;

use super::commands::because;
use super::python::{Target, finish, path};
use super::requests;
use super::system::minor;
use super::walk::Walk;
use super::{Cuda, Provider, Python, PythonInstall};
use crate::image_files::context_file;
use crate::install::{
    CondaInstall, CondaRequest, EnvironmentFile, PipInstall, PipTool, RequirementsFile, conda_install,
};

/// `bash Miniconda3-latest-Linux-x86_64.sh -b -p /opt/conda`
pub(super) fn installer_script(walk: &mut Walk<'_, '_>, found: &Invocation<'_>) {
    if is_installer(found) {
        let python = Python { minor: None, provider: Provider::Conda };
        walk.change().python = Some(because(walk, python, "conda is installed"));
        let prefix = found.option_values(&["-p"]).first().map(|folder| path(walk, folder));
        walk.change().conda_prefix = prefix;
    }
}

/// The installer of Miniconda, Miniforge or Anaconda, which people save under many names.
pub(crate) fn is_installer(found: &Invocation<'_>) -> bool {
    let names_conda = |text: &str| {
        let name = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
        ["conda", "miniforge", "mambaforge"].iter().any(|known| name.contains(known))
    };
    let runs_alone = found.args.iter().any(|word| {
        word.value
            .strip_prefix('-')
            .is_some_and(|letters| !letters.starts_with('-') && letters.contains(['b', 'p']))
    });
    runs_alone && found.args.iter().any(|word| !word.value.starts_with('-') && names_conda(&word.value))
}

/// `conda install`, `conda create`, `conda env create`.
pub(super) fn command(walk: &mut Walk<'_, '_>, index: usize, found: &Invocation<'_>) {
    if let Some(root) = activated(walk, found) {
        walk.active = Some(root);
    }
    let Some(install) = conda_install(found) else { return };
    let files = environment_files(walk, &install);
    let named = install.environment.clone().or_else(|| files.iter().find_map(|(_, file)| file.name.clone()));
    let prefix = install.prefix.clone().or_else(|| files.iter().find_map(|(_, file)| file.prefix.clone()));
    let root = match (prefix, named.as_deref()) {
        (Some(prefix), _) => Some(path(walk, &prefix)),
        (None, None | Some("base")) => None,
        (None, Some(name)) => environment_folder(walk, name),
    };
    let requests = || install.requests.iter().chain(files.iter().flat_map(|(_, file)| &file.conda));
    let python = requests().find(|request| request.name == "python");
    let version = python.and_then(|request| minor(request.exact_version()?));
    takes_python(walk, version, root.as_deref(), install.environment.as_deref());
    let all: Vec<&CondaRequest> = requests().collect();
    packages(walk, &all);
    for (context_path, file) in &files {
        if let Some(pip) = &file.pip {
            pip_list(walk, index, found, context_path, pip, root.clone());
        }
    }
}

/// `conda activate x`, where the shell is told how.
fn activated(walk: &Walk<'_, '_>, found: &Invocation<'_>) -> Option<String> {
    match found.args {
        [verb, name, ..] if verb.value == "activate" => environment_folder(walk, &name.value),
        _ => None,
    }
}

/// The environment that `SHELL ["conda", "run", "-n", "x", …]` runs everything in.
pub(super) fn of_shell(walk: &Walk<'_, '_>) -> Option<String> {
    let argv = walk.info.shell.argv();
    let is_conda = argv.first().is_some_and(|program| {
        ["conda", "mamba", "micromamba"].iter().any(|name| program.rsplit('/').next() == Some(name))
    });
    let after = |names: [&str; 2]| {
        let at = argv.iter().position(|word| names.contains(&word.as_str()))?;
        argv.get(at + 1)
    };
    let found = after(["-p", "--prefix"]).cloned();
    found.or_else(|| environment_folder(walk, after(["-n", "--name"])?)).filter(|_| is_conda)
}

/// `/opt/conda/envs/x`, where conda's own folder is known; a path stays as it is.
fn environment_folder(walk: &Walk<'_, '_>, name: &str) -> Option<String> {
    if name.contains('/') {
        return Some(path(walk, name));
    }
    let prefix = walk.environment.conda_prefix.as_deref()?;
    Some(if name == "base" { prefix.to_owned() } else { format!("{prefix}/envs/{name}") })
}

/// Into the base environment, the one of the name that PATH leads to, or a new one beside it.
fn takes_python(
    walk: &mut Walk<'_, '_>,
    version: Option<(u16, u16)>,
    root: Option<&str>,
    name: Option<&str>,
) {
    let Some(version) = version else { return };
    if let Some(root) = root {
        walk.change().virtual_environments.insert(root.to_owned(), Some(version));
    }
    let before = walk.environment.python.as_ref().and_then(|python| python.value.minor);
    let is_other = root.is_some() || name.is_some_and(|name| name != "base");
    // Which of the two later commands use depends on start-up files: no version is better than a wrong one.
    let minor = (!is_other || before == Some(version)).then_some(version);
    let python = Python { minor, provider: Provider::Conda };
    walk.change().python = Some(because(walk, python, "conda installs it"));
}

fn packages(walk: &mut Walk<'_, '_>, requests: &[&CondaRequest]) {
    for request in requests {
        let name = if request.name == "pytorch" { "torch" } else { request.name.as_str() };
        walk.change().packages.insert(name.to_owned(), request.exact_version().map(str::to_owned));
        if matches!(name, "cuda-toolkit" | "cuda-nvcc" | "cuda" | "cudatoolkit-dev" | "cuda-compiler") {
            walk.change().nvcc = Some(because(walk, true, &format!("conda installs {name}")));
            if let Some(version) = request.exact_version().and_then(CudaVersion::parse) {
                let cuda = Cuda { version, flavor: None };
                walk.change().cuda = Some(because(walk, cuda, &format!("conda installs {name}")));
            }
        }
        if matches!(name, "gxx_linux-64" | "gxx" | "compilers" | "cxx-compiler") {
            walk.change().compiler = Some(because(walk, true, &format!("conda installs {name}")));
        }
    }
}

/// The files that `-f` names, and `environment.yml` where an `env` command names none.
fn environment_files(walk: &Walk<'_, '_>, install: &CondaInstall) -> Vec<(String, EnvironmentFile)> {
    let default = (install.is_env_command && install.files.is_empty()).then(|| "environment.yml".to_owned());
    let names = install.files.iter().cloned().chain(default);
    let read = |name: String| {
        let found = context_file(walk.analysis, walk.info, &path(walk, &name))?;
        let file = EnvironmentFile::parse(&found.path, &found.text)?;
        Some((found.path, file))
    };
    names.filter_map(read).collect()
}

/// What conda hands to pip.
fn pip_list(
    walk: &mut Walk<'_, '_>,
    index: usize,
    found: &Invocation<'_>,
    context_path: &str,
    file: &RequirementsFile,
    root: Option<String>,
) {
    let made = root.as_deref().and_then(|root| walk.environment.virtual_environments.get(root));
    let python = made.copied().flatten().or_else(|| walk.environment.python.as_ref()?.value.minor);
    let root = root.or_else(|| walk.environment.conda_prefix.clone());
    let target = Target { provider: Provider::Conda, python, root };
    let pip = PipInstall::empty(PipTool::Pip, None);
    let mut install = PythonInstall::new(walk, index, found.word.range, pip, target);
    requests::take_file(walk, &mut install, &path(walk, context_path), file.clone());
    finish(walk, install);
}
