//! The commands of npm.

use super::configuration::Configuration;
use super::pieces;
use crate::image_files::{ContextFile, context_file};
use crate::image_path::absolute;
use crate::install::node_lock::{Choice, NodeLock, packages};
use crate::install::{NodeInstall, node_install};
use crate::size::run::{Call, Effect, Walk};

/// Adds what one command leaves behind.
pub(in crate::size) fn npm(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    if let Some(found) = node_install(&call.invocation) {
        return install(walk, call, &found);
    }
    let words: Vec<&str> = call.invocation.args.iter().map(|word| word.value.as_str()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.starts_with('-')).collect();
    match words.as_slice() {
        ["cache", "clean" | "rm" | "clear", ..] => pieces::clean_cache(walk),
        ["config", "set", ..] | ["set", ..] => configure(walk, &words),
        ["config" | "cache" | "ls" | "list" | "view" | "audit" | "version" | "whoami" | "ping", ..] => {}
        ["install" | "i" | "add", ..] => {
            return Effect::Unknown("packages that no lock file names are not resolved");
        }
        ["prune", ..] => return Effect::Unknown("what npm removes is not worked out"),
        _ => return Effect::Unknown("what it writes is not known before the build"),
    }
    Effect::Known
}

/// `npm config set registry ADDRESS` (also `registry=ADDRESS`), for the rest of the script.
fn configure(walk: &mut Walk<'_>, words: &[&str]) {
    let at = words.iter().position(|word| *word == "set").map_or(0, |at| at + 1);
    let pair = words.get(at).and_then(|word| word.split_once('='));
    let pair = pair.or_else(|| Some((*words.get(at)?, *words.get(at + 1)?)));
    if let Some((name, value)) = pair {
        walk.set_variable(&format!("npm_config_{}", name.replace('-', "_")), value.to_owned());
    }
    walk.push_small(".npmrc", "");
}

fn install(walk: &mut Walk<'_>, call: &Call<'_>, install: &NodeInstall) -> Effect {
    let folder = walk.path(install.folder.as_deref().unwrap_or("."));
    let Some(file) = lock_file(walk, &folder) else {
        return Effect::Unknown("no package-lock.json of the build context lies beside it");
    };
    let found = {
        let configuration = Configuration::of(walk, call, &folder);
        let choice = choice(walk, install, &configuration);
        packages(&file.text, &choice).map(|lock| order(walk, install, &configuration, &folder, &file, lock))
    };
    let Some(order) = found else {
        return Effect::Unknown("its lock file has no list of packages: npm 7 and later write one");
    };
    pieces::push(walk, &order);
    Effect::Known
}

/// What is left out: by options, by settings, by `NODE_ENV`.
fn choice(walk: &Walk<'_>, install: &NodeInstall, configuration: &Configuration<'_>) -> Choice<'static> {
    let configured = configuration.get("omit").unwrap_or_default();
    let omits = |kind: &str| {
        let asked =
            install.omit.iter().any(|one| one == kind) || configured.split([',', ' ']).any(|one| one == kind);
        let production = kind == "dev"
            && (configuration.is_set("production")
                || configuration.variable("NODE_ENV").is_some_and(|value| value == "production"));
        (asked || production) && !install.include.iter().any(|one| one == kind)
    };
    let platform = &walk.stages.analysis.inputs.options.platform;
    Choice {
        omit_dev: omits("dev"),
        omit_optional: omits("optional"),
        omit_peer: omits("peer"),
        cpu: match platform.architecture.as_str() {
            "arm64" => "arm64",
            "arm" => "arm",
            "386" => "ia32",
            "ppc64le" => "ppc64",
            "s390x" => "s390x",
            _ => "x64",
        },
        libc: if is_musl(walk) { "musl" } else { "glibc" },
    }
}

/// The stage rests on Alpine.
fn is_musl(walk: &Walk<'_>) -> bool {
    let is_alpine = walk.state.system.as_ref().map(|system| system.distro == "alpine");
    let by_tag = || {
        let tag = walk.state.base.as_ref().and_then(|base| base.image.tag.as_deref());
        tag.is_some_and(|tag| tag.split('-').any(|word| word.starts_with("alpine")))
    };
    is_alpine.unwrap_or_else(by_tag)
}

fn order(
    walk: &Walk<'_>,
    install: &NodeInstall,
    configuration: &Configuration<'_>,
    folder: &str,
    file: &ContextFile,
    lock: NodeLock,
) -> pieces::Order {
    let general = install.registry.clone().or_else(|| configuration.get("registry"));
    let cache = install.cache.as_deref().map(|cache| walk.path(cache)).or_else(|| configuration.get("cache"));
    let registries = lock
        .packages
        .iter()
        .map(|package| configuration.registry(&package.name, general.as_deref()))
        .collect();
    pieces::Order {
        folder: folder.to_owned(),
        cache: cache.unwrap_or_else(|| format!("{}/.npm", walk.home())),
        lock_name: crate::image_path::file_name(&file.path).to_owned(),
        lock_bytes: file.text.len() as u64,
        ignores_scripts: install.ignores_scripts || configuration.is_set("ignore-scripts"),
        registries,
        lock,
    }
}

/// npm prefers the one that is published with a package.
fn lock_file(walk: &Walk<'_>, folder: &str) -> Option<ContextFile> {
    ["npm-shrinkwrap.json", "package-lock.json"]
        .iter()
        .find_map(|name| context_file(walk.stages.analysis, walk.info, &absolute(Some(folder), name)))
}
