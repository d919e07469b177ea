//! The commands of conda and its relatives.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::spec::Spec;
use super::version::compare;
use super::{condarc, pieces, solve::solve};
use crate::facts::{Fact, IndexedPackage, PackageIndex, PackageRepository, RepositoryKind};
use crate::image_files::context_file;
use crate::image_path::{file_name, parent};
use crate::install::{CondaInstall, EnvironmentFile, RequirementsFile, conda_install, normalized_name};
use crate::size::piece::Piece;
use crate::size::python::{CondaPart, install_for_conda};
use crate::size::run::{Call, Effect, Walk};

/// Adds what one command leaves behind.
pub(in crate::size) fn conda(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    if let Some(install) = conda_install(&call.invocation) {
        return add(walk, call, &install);
    }
    let words: Vec<&str> = call.invocation.args.iter().map(|word| word.value.as_str()).collect();
    match words.iter().find(|word| !word.starts_with('-')).copied() {
        Some("clean") => clean(walk, &words),
        Some("config") => configure(walk, &words),
        Some("init" | "activate" | "deactivate" | "info" | "list" | "search" | "shell" | "env" | "tos") => {
            walk.push_small(call.invocation.program, "");
        }
        Some("remove" | "uninstall") => return Effect::Unknown("what conda removes is not worked out"),
        _ => return Effect::Unknown("what it writes is not known before the build"),
    }
    Effect::Known
}

/// Packages as downloaded go with `--tarballs` and `--all`, indexes with `--index-cache` and `--all`.
fn clean(walk: &mut Walk<'_>, words: &[&str]) {
    let asks = |short: char, long: &str| {
        words.iter().any(|word| {
            *word == long || (word.starts_with('-') && !word.starts_with("--") && word.contains(short))
        })
    };
    let all = asks('a', "--all");
    let kept = |piece: &Piece| {
        !(piece.what == pieces::TARBALLS && (all || asks('t', "--tarballs")))
            && !(piece.what == pieces::INDEXES && (all || asks('i', "--index-cache")))
    };
    walk.draft.pieces.retain(kept);
}

/// `conda config --add channels NAME` puts it first, `--append` last.
fn configure(walk: &mut Walk<'_>, words: &[&str]) {
    for (option, rest) in words.windows(3).map(|three| (three[0], &three[1..])) {
        let [key, value] = rest else { continue };
        let is_channels = *key == "channels";
        let channels = walk.state.conda.channels.clone().unwrap_or_else(|| vec!["defaults".to_owned()]);
        let others = channels.iter().filter(|channel| channel != value).cloned();
        let own = std::iter::once((*value).to_owned());
        walk.state.conda.channels = match option {
            "--add" | "--prepend" if is_channels => Some(own.chain(others).collect()),
            "--append" if is_channels => Some(others.chain(own).collect()),
            "--remove" if is_channels => Some(others.collect()),
            _ => continue,
        };
    }
    if !walk.draft.pieces.iter().any(|piece| piece.what == ".condarc") {
        walk.push_small(".condarc", "");
    }
}

/// What an install asks for, its environment file read.
struct Wanted {
    specs: Vec<Spec>,
    channels: Vec<String>,
    prefix: String,
    /// The environment is new, or holds nothing yet.
    is_new: bool,
    /// What is left to pip, with the folder of the file that says so.
    pip: Vec<(RequirementsFile, String)>,
}

fn add(walk: &mut Walk<'_>, call: &Call<'_>, install: &CondaInstall) -> Effect {
    let mut install = install.clone();
    let mut wanted = wanted(walk, call, &mut install);
    wanted.channels.dedup();
    if wanted.specs.is_empty() && wanted.pip.is_empty() && !install.creates {
        return Effect::Known;
    }
    let outcome = indexes(walk, &wanted.channels).and_then(|indexes| {
        let cuda = walk.variable("CONDA_OVERRIDE_CUDA");
        let chosen = solve(&wanted.specs, &|name| candidates(&indexes, name), cuda.as_deref())?;
        let requested: Vec<&str> = wanted.specs.iter().map(|spec| spec.name.as_str()).collect();
        pieces::push(walk, &chosen, &wanted.prefix, wanted.is_new, &requested);
        Ok(chosen.iter().map(|one| (normalized_name(&one.name), one.version.clone())).collect())
    });
    let brought: BTreeMap<String, String> = match outcome {
        Ok(brought) => {
            walk.state.conda.has_base |= wanted.prefix == root(walk);
            brought
        }
        Err(why) => {
            let names: Vec<String> = wanted.specs.iter().map(Spec::to_string).collect();
            walk.push(Piece::unknown(names.join(", "), wanted.prefix.clone(), why));
            BTreeMap::new()
        }
    };
    push_pip(walk, wanted, &brought);
    match install.has_unknown_requests {
        true => Effect::Unknown("some package names are not known before the build"),
        false => Effect::Known,
    }
}

/// pip runs in the environment, after conda, with the Python that conda brought.
fn push_pip(walk: &mut Walk<'_>, wanted: Wanted, brought: &BTreeMap<String, String>) {
    let asked = wanted.specs.iter().find(|spec| spec.name == "python").map(|spec| spec.version.as_str());
    let asked = asked.map(|version| version.trim_matches(['=', '*', '.', ' ']).to_owned());
    let is_plain = |version: &String| version.starts_with(|c: char| c.is_ascii_digit());
    let python = brought.get("python").cloned().or(asked.filter(is_plain));
    for (file, folder) in wanted.pip {
        let part = CondaPart {
            file,
            folder: &folder,
            prefix: &wanted.prefix,
            python: python.clone(),
            installed: brought.clone(),
        };
        install_for_conda(walk, part);
    }
}

fn wanted(walk: &mut Walk<'_>, call: &Call<'_>, install: &mut CondaInstall) -> Wanted {
    let mut specs: Vec<Spec> = install.requests.iter().map(Spec::of_request).collect();
    let of_requests = install.requests.iter().filter_map(|request| request.channel.clone());
    let mut pip = Vec::new();
    let mut channels: Vec<String> = install.channels.iter().cloned().chain(of_requests).collect();
    for file in std::mem::take(&mut install.files) {
        let path = walk.path(&file);
        let Some(found) = context_file(walk.stages.analysis, walk.info, &path) else {
            walk.push(Piece::unknown(file, "", "the file is not in the build context"));
            continue;
        };
        if let Some(environment) = EnvironmentFile::parse(&found.path, &found.text) {
            specs.extend(environment.conda.iter().map(Spec::of_request));
            channels.extend(environment.conda.iter().filter_map(|request| request.channel.clone()));
            channels.extend(environment.channels);
            install.environment = install.environment.take().or(environment.name);
            pip.extend(environment.pip.map(|file| (file, parent(&path).to_owned())));
        } else {
            let lines = found
                .text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with(['#', '@']));
            let request = |line: &str| crate::install::CondaRequest::parse(line, Default::default());
            specs.extend(lines.map(|line| Spec::of_request(&request(line))));
        }
    }
    if !install.overrides_channels {
        channels.extend(configured(walk, call.invocation.program));
    }
    let root = root(walk);
    let prefix = match (&install.prefix, &install.environment) {
        (Some(prefix), _) => walk.path(prefix),
        (None, Some(name)) if name != "base" => format!("{root}/envs/{name}"),
        _ => root.clone(),
    };
    let is_new = prefix != root || !walk.state.conda.has_base;
    Wanted { specs, channels, prefix, is_new, pip }
}

/// The channels of the environment, of earlier commands, of the image, of the program.
fn configured(walk: &Walk<'_>, program: &str) -> Vec<String> {
    if let Some(channels) = walk.variable("CONDA_CHANNELS") {
        return channels.split(',').map(|channel| channel.trim().to_owned()).collect();
    }
    let mut channels = condarc::channels(walk);
    let others = walk.state.conda.channels.iter().flatten().filter(|channel| !channels.contains(channel));
    let others: Vec<String> = others.cloned().collect();
    channels.extend(others);
    if channels.is_empty() {
        channels.push(if program == "conda" { "defaults" } else { "conda-forge" }.to_owned());
    }
    channels
}

pub(super) fn root(walk: &Walk<'_>) -> String {
    let set = ["MAMBA_ROOT_PREFIX", "CONDA_DIR"].iter().find_map(|name| walk.variable(name));
    set.unwrap_or_else(|| "/opt/conda".to_owned())
}

/// Both platforms of each channel, in order of preference; one that does not answer hides packages.
fn indexes(walk: &Walk<'_>, channels: &[String]) -> Result<Vec<Vec<Arc<PackageIndex>>>, String> {
    let facts = walk.stages.analysis.inputs.facts;
    let platform = match walk.stages.analysis.inputs.options.platform.architecture.as_str() {
        "arm64" => "linux-aarch64",
        "ppc64le" => "linux-ppc64le",
        _ => "linux-64",
    };
    let ask = |channel: &String, platform: &str| {
        let repository = PackageRepository {
            kind: RepositoryKind::Conda,
            url: channel.trim_end_matches('/').to_owned(),
            architecture: platform.to_owned(),
        };
        facts.package_index(&repository)
    };
    let answers: Vec<[Fact<PackageIndex>; 2]> =
        channels.iter().map(|channel| [ask(channel, platform), ask(channel, "noarch")]).collect();
    if answers.iter().flatten().any(|answer| *answer == Fact::Pending) {
        return Err("the indexes of its channels are being fetched".to_owned());
    }
    let known = |(channel, answers): (&String, [Fact<PackageIndex>; 2])| {
        let known = answers.iter().map(|answer| match answer {
            Fact::Known(known) => Ok(Arc::clone(&known.value)),
            Fact::Unavailable(why) => Err(format!("channel {}: {why}", file_name(channel))),
            Fact::Pending => Err("the indexes of its channels are being fetched".to_owned()),
        });
        known.collect()
    };
    channels.iter().zip(answers).map(known).collect()
}

/// The packages of a name in the first channel that has it: strict priority, as mamba has it.
fn candidates<'i>(indexes: &'i [Vec<Arc<PackageIndex>>], name: &str) -> Vec<&'i IndexedPackage> {
    let of_channel = |channel: &'i Vec<Arc<PackageIndex>>| -> Vec<&'i IndexedPackage> {
        channel.iter().flat_map(|index| index.versions(name)).collect()
    };
    best_first(indexes.iter().map(of_channel).find(|found| !found.is_empty()).unwrap_or_default())
}

/// The newest version first, then the higher build number.
pub(super) fn best_first(mut packages: Vec<&IndexedPackage>) -> Vec<&IndexedPackage> {
    packages.sort_by(|a, b| compare(&b.version, &a.version).then(b.build_number.cmp(&a.build_number)));
    packages
}
