//! Packages in install commands, by package manager.

mod apt;
mod index;
mod pip;

use super::List;
use crate::context::{ShellPlace, Site};

pub(super) use index::index_urls;

pub(super) fn packages(site: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    match place.program() {
        Some("apt-get" | "apt" | "aptitude") if place.subcommand() == Some("install") => {
            apt::names(site, place, list)
        }
        _ if is_pip(place) && place.words.iter().any(|word| word == "install" || word == "add") => {
            pip::requirements(site, place, list);
        }
        _ if is_conda(place) && place.words.iter().any(|word| word == "install" || word == "create") => {
            pip::names(site, place, list);
        }
        _ => {}
    }
}

/// pip in any spelling, uv included.
pub(super) fn is_pip(place: &ShellPlace) -> bool {
    let Some(program) = place.program() else { return false };
    let runs_module = || place.words.windows(2).any(|pair| pair[0] == "-m" && pair[1] == "pip");
    match program {
        "uv" => matches!(place.subcommand(), Some("pip" | "add")),
        _ if program.starts_with("pip") && program != "pipx" => true,
        _ => program.starts_with("python") && runs_module(),
    }
}

pub(super) fn is_conda(place: &ShellPlace) -> bool {
    matches!(place.program(), Some("conda" | "mamba" | "micromamba"))
}

/// Names that stand on the command line already.
fn is_there(place: &ShellPlace, name: &str) -> bool {
    place.words.iter().any(|word| word == name)
}
