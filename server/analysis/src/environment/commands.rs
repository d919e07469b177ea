//! What single commands change.

use syntax::shell::{Command, Invocation};

use super::walk::Walk;
use super::{Inferred, conda, projects, python, system};

/// Lets one command of a RUN act on the environment.
pub(super) fn apply(walk: &mut Walk<'_, '_>, index: usize, command: &Command, found: &Invocation<'_>) {
    match found.program {
        "apt-get" | "apt" | "aptitude" => system::apt(walk, found),
        "dnf" | "yum" | "microdnf" | "apk" | "zypper" => system::other_manager(walk, found),
        "add-apt-repository" | "apt-add-repository" => system::add_archive(walk, found),
        "dpkg" | "tee" | "curl" | "wget" | "echo" => system::fetch(walk, command, found),
        "update-alternatives" | "ln" => python::relink(walk, found),
        "rm" | "mv" => python::unprotect(walk, found),
        "conda" | "mamba" | "micromamba" => conda::command(walk, index, found),
        "virtualenv" => python::virtualenv(walk, found),
        "." | "source" => python::activate(walk, found),
        "poetry" => projects::configure(walk, found),
        "pyenv" => python::managed(walk, "pyenv"),
        "bash" | "sh" => conda::installer_script(walk, found),
        _ => {}
    }
    system::note_sources(walk, command, found);
    if found.program == "uv" {
        python::uv(walk, found);
    }
    if is_python(found.program) {
        python::interpreter(walk, found);
    }
    if let Some(project) = crate::install::project_install(found) {
        projects::install(walk, index, found, &project);
    }
    match crate::install::pip_install(found) {
        Some(pip) => python::pip(walk, index, command, found, pip),
        None if runs_pip(found) => python::configure(walk, found),
        None => {}
    }
}

fn runs_pip(found: &Invocation<'_>) -> bool {
    found.program.starts_with("pip") || found.args.iter().take(3).any(|word| word.value == "pip")
}

fn is_python(program: &str) -> bool {
    program == "python" || program.starts_with("python3")
}

/// `reason on line 3`.
pub(super) fn because<T>(walk: &Walk<'_, '_>, value: T, what: &str) -> Inferred<T> {
    Inferred::new(value, format!("{what} on {}", walk.place()))
}
