//! Where installs and builds put what they make.

use syntax::shell::Invocation;

use crate::Analysis;
use crate::environment::{Provider, PythonInstall};
use crate::image_path::{absolute, below, file_name};
use crate::model::InstructionInfo;

/// Where a command runs.
pub(super) struct Site<'s, 'a> {
    pub analysis: &'s Analysis<'a>,
    pub info: &'s InstructionInfo<'a>,
    /// WORKDIR, and what `cd` made of it.
    pub folder: String,
}

impl Site<'_, '_> {
    pub fn path(&self, text: &str) -> String {
        absolute(Some(&self.folder), text)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.analysis.model.binding(name, self.info)?.value
    }

    fn home(&self) -> Result<String, String> {
        match self.info.user().map(|user| user.split(':').next().unwrap_or(user)) {
            None | Some("root" | "0") => Ok("/root".to_owned()),
            Some(user) if user.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(format!("runs as user {user}, whose home is not known"))
            }
            Some(user) => Ok(format!("/home/{user}")),
        }
    }
}

/// Folders of the system, in which a build cannot be told from the rest.
pub(super) const SYSTEM_FOLDERS: [&str; 9] =
    ["/", "/root", "/usr", "/usr/local", "/usr/src", "/opt", "/home", "/etc", "/var"];

/// Folders of `/usr/local` that `make install` fills; not the whole of it, since CUDA lies there too.
const INSTALLED: [&str; 4] = ["/usr/local/bin", "/usr/local/lib", "/usr/local/include", "/usr/local/share"];

/// Where a pip, uv or project install of this command puts packages.
pub(super) fn of_install(site: &Site<'_, '_>, index: usize) -> Result<Vec<String>, String> {
    let stage = site.info.stage.and_then(|stage| site.analysis.environments().stage(stage));
    let mut installs = stage.into_iter().flat_map(|stage| &stage.installs);
    let install = installs.find(|install| install.instruction == site.info.index && install.command == index);
    let install = install.ok_or("installs Python packages in a way that is not understood")?;
    let mut found = folders(site, install)?;
    // An editable install points to the sources.
    let is_editable = |word: &&syntax::shell::ShellWord| matches!(word.value.as_str(), "-e" | "--editable");
    let command = site.info.commands().get(index);
    if command.is_some_and(|command| command.args.iter().any(|word| is_editable(&word)))
        || install.project.is_some()
    {
        found.extend(here(site));
    }
    Ok(found)
}

fn folders(site: &Site<'_, '_>, install: &PythonInstall) -> Result<Vec<String>, String> {
    if let Some(target) = install.pip.target.as_ref().or(install.pip.prefix.as_ref()) {
        return Ok(vec![site.path(target)]);
    }
    if install.pip.user {
        return Ok(vec![format!("{}/.local", site.home()?)]);
    }
    if let Some(root) = &install.root {
        let mut found = vec![root.clone()];
        found.extend(interpreter_of(site, install)?);
        return Ok(found);
    }
    if site.home()? != "/root" {
        return Ok(vec![format!("{}/.local", site.home()?)]);
    }
    packages(install.provider, install.python, site)
}

/// Packages of the Python in force at a command, and the programs that they bring.
pub(super) fn packages_of(site: &Site<'_, '_>, index: usize) -> Result<Vec<String>, String> {
    let environment = site.analysis.environments().before(site.info, index);
    let python = environment.and_then(|environment| environment.python.as_ref());
    let python = python.ok_or("installs for a Python that is not known")?.value;
    packages(python.provider, python.minor, site)
}

fn packages(
    provider: Provider,
    python: Option<(u16, u16)>,
    site: &Site<'_, '_>,
) -> Result<Vec<String>, String> {
    let (major, minor) = python.ok_or("installs for a Python whose version is not known")?;
    let environment = site.analysis.environments().at(site.info);
    let distro = environment.and_then(|environment| environment.distro.as_ref());
    let is_debian = distro.is_some_and(|distro| matches!(distro.value.id, "debian" | "ubuntu"));
    let folder = match provider {
        Provider::Distribution | Provider::ExtraPackage if is_debian => "dist-packages",
        Provider::Local => "site-packages",
        _ => return Err("installs for a Python whose packages lie in an unknown place".to_owned()),
    };
    Ok(vec![format!("/usr/local/lib/python{major}.{minor}/{folder}"), "/usr/local/bin".to_owned()])
}

/// A virtual environment leads to an interpreter: where uv fetched it, that has to come along.
fn interpreter_of(site: &Site<'_, '_>, install: &PythonInstall) -> Result<Option<String>, String> {
    let own = install.environment.python.as_ref().map(|python| python.value);
    let is_uv = install.pip.tool == crate::install::PipTool::Uv;
    let is_system =
        own.is_some_and(|python| python.provider != Provider::Managed && python.minor == install.python);
    if is_uv && !is_system && install.provider == Provider::VirtualEnvironment {
        return managed_pythons(site).map(Some);
    }
    Ok(None)
}

/// Where uv keeps the Pythons that it fetches.
pub(super) fn managed_pythons(site: &Site<'_, '_>) -> Result<String, String> {
    match site.variable("UV_PYTHON_INSTALL_DIR") {
        Some(folder) => Ok(folder),
        None => Ok(format!("{}/.local/share/uv/python", site.home()?)),
    }
}

/// conda's folder, or the environment that a command names by its path.
pub(super) fn of_conda(
    site: &Site<'_, '_>,
    index: usize,
    found: &Invocation<'_>,
) -> Result<Vec<String>, String> {
    if let Some(prefix) = found.option_values(&["-p", "--prefix"]).first() {
        return Ok(vec![site.path(prefix)]);
    }
    let environment = site.analysis.environments().before(site.info, index);
    let prefix = environment.and_then(|environment| environment.conda_prefix.clone());
    prefix.map(|prefix| vec![prefix]).ok_or_else(|| "uses conda, whose folder is not known".to_owned())
}

/// The folder of `python -m venv DIR`, `uv venv DIR`, `virtualenv DIR`.
pub(super) fn of_environment(site: &Site<'_, '_>, found: &Invocation<'_>) -> Result<Vec<String>, String> {
    let with_value = ["-p", "--python", "--prompt", "-m", "--seeder", "--index-url"];
    let mut words = found.args.iter().map(|word| word.value.as_str());
    let mut folder = None;
    while let Some(word) = words.next() {
        if with_value.contains(&word) {
            words.next();
        } else if !word.starts_with('-') && word != "venv" {
            folder = Some(word);
        }
    }
    Ok(vec![site.path(folder.unwrap_or(".venv"))])
}

/// The folder of `git clone URL [DIR]`.
pub(super) fn of_clone(site: &Site<'_, '_>, found: &Invocation<'_>) -> Result<Vec<String>, String> {
    let with_value = ["-b", "--branch", "--depth", "-c", "-j", "--jobs", "-o"];
    let mut words =
        found.args.iter().map(|word| word.value.as_str()).skip_while(|word| *word != "clone").skip(1);
    let mut operands = Vec::new();
    while let Some(word) = words.next() {
        if with_value.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            operands.push(word);
        }
    }
    let folder = match operands.as_slice() {
        [_, folder, ..] => *folder,
        [url] => file_name(url).trim_end_matches(".git"),
        [] => return Err("clones something that is not named".to_owned()),
    };
    let folder = site.path(folder);
    if SYSTEM_FOLDERS.contains(&folder.as_str()) {
        return Err(format!("clones into {folder}, where it cannot be told from the rest"));
    }
    Ok(vec![folder])
}

/// The folder in which a build leaves its results, and what `install` puts elsewhere.
pub(super) fn of_build(site: &Site<'_, '_>, found: &Invocation<'_>) -> Result<Vec<String>, String> {
    let installs = found.args.iter().any(|word| matches!(word.value.as_str(), "install" | "--install"));
    let mut made = Vec::new();
    if !(site.folder == "/tmp" || site.folder.starts_with("/tmp/")) {
        let folder = here(site);
        if folder.is_empty() {
            return Err(format!("builds in {}, where the results cannot be told from the rest", site.folder));
        }
        made.extend(folder);
    }
    if installs {
        let prefix = found.args.iter().find_map(|word| word.value.strip_prefix("--prefix="));
        match prefix.or_else(|| found.option_values(&["--prefix"]).first().copied()) {
            Some(prefix) => made.push(site.path(prefix)),
            None => made.extend(INSTALLED.map(str::to_owned)),
        }
    }
    if found.program == "cmake" || found.program == "configure" {
        let prefix = |word: &str| {
            let value =
                word.strip_prefix("-DCMAKE_INSTALL_PREFIX=").or_else(|| word.strip_prefix("--prefix="))?;
            Some(site.path(value))
        };
        made.extend(found.args.iter().find_map(|word| prefix(&word.value)));
    }
    Ok(made)
}

/// WORKDIR where the command runs below it, else the folder itself; nothing in a folder of the system.
pub(super) fn here(site: &Site<'_, '_>) -> Vec<String> {
    let is_own = |folder: &str| !SYSTEM_FOLDERS.contains(&folder);
    let workdir = site.info.workdir().unwrap_or("/");
    if is_own(workdir) && below(workdir, &site.folder).is_some() {
        return vec![workdir.to_owned()];
    }
    is_own(&site.folder).then(|| site.folder.clone()).into_iter().collect()
}

/// Paths among the arguments.
pub(super) fn operands(site: &Site<'_, '_>, found: &Invocation<'_>) -> Vec<String> {
    let words = found.args.iter().map(|word| word.value.as_str());
    words.filter(|word| !word.starts_with('-')).map(|word| site.path(word)).collect()
}
