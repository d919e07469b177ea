//! Words of shell commands: options of common programs, and what their arguments name.

use std::sync::Arc;

use super::{Item, ItemKind, List, packages, paths};
use crate::context::{ShellPlace, Site};
use crate::vocabulary::{options_of, takes_value};

pub(super) fn words(site: &Site<'_, '_>, place: &ShellPlace, list: &mut List) {
    let Some(program) = place.program() else { return };
    if let Some((option, value)) = place.current.split_once('=').filter(|_| place.current.starts_with("--")) {
        let start = site.offset - syntax::offset(value.len().min(site.typed().len()));
        list.replace(text_size::TextRange::new(start, site.range.end()));
        return option_value(site, place, option, list);
    }
    if place.current.starts_with('-') {
        return options(place, program, list);
    }
    match place.previous().filter(|previous| previous.starts_with('-')) {
        Some(option) if takes_value(program, option) => option_value(site, place, option, list),
        _ => packages::packages(site, place, list),
    }
}

fn options(place: &ShellPlace, program: &str, list: &mut List) {
    let key: Arc<str> = Arc::from(format!("option {program}"));
    for option in options_of(program, place.subcommand()) {
        list.push(Item::new(option.name, ItemKind::Flag).detail(option.about).resolved_by(&key));
    }
}

fn option_value(site: &Site<'_, '_>, place: &ShellPlace, option: &str, list: &mut List) {
    match option {
        "-r" | "--requirement" | "--requirements" | "-c" | "--constraint" if packages::is_pip(place) => {
            paths::context_paths(site, list);
        }
        "-i" | "--index-url" | "--extra-index-url" | "--index" | "--default-index"
            if packages::is_pip(place) =>
        {
            packages::index_urls(site, list);
        }
        "-c" | "--channel" if packages::is_conda(place) => list.extend(
            [
                ("conda-forge", "community packages"),
                ("nvidia", "CUDA by NVIDIA"),
                ("pytorch", "no longer updated; use conda-forge"),
            ]
            .map(|(name, about)| Item::new(name, ItemKind::Value).detail(about)),
        ),
        _ => {}
    }
}
