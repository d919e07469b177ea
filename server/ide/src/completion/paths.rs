//! Paths: the build context for COPY, ADD and bind mounts; earlier stages for `--from`.

use std::collections::BTreeSet;

use analysis::context::{ContextListing, EntryKind};
use analysis::model::{CopySource, InstructionInfo, Stage, copy_source};
use analysis::size::human;
use syntax::{InstructionKind, TextRange};

use super::{Item, ItemKind, List};
use crate::context::Site;

pub(super) fn copy_paths(site: &Site<'_, '_>, index: usize, from: Option<&str>, list: &mut List) {
    match from {
        Some(from) => stage_paths(site, from, list),
        None => context_paths(site, list),
    }
    if index > 0 {
        destinations(site, list);
    }
}

/// Files and folders of the build context, one level at a time: what follows the last `/` is replaced.
pub(super) fn context_paths(site: &Site<'_, '_>, list: &mut List) {
    let listing = site.analysis.inputs.context.listing();
    if matches!(listing, analysis::facts::Fact::Pending) {
        list.mark_incomplete();
    }
    let Some(listing) = listing.value() else { return };
    let typed = site.typed();
    let folder_length = typed.rfind('/').map_or(0, |slash| slash + 1);
    let folder = typed[..folder_length].trim_start_matches("./").trim_matches('/');
    list.replace(TextRange::new(site.range.start() + syntax::offset(folder_length), site.range.end()));
    list.extend(children(listing, folder));
}

/// The entries right below a folder, folders first.
fn children(listing: &ContextListing, folder: &str) -> Vec<Item> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut files: Vec<(&str, u64)> = Vec::new();
    for entry in listing.below(folder) {
        let Some(rest) = entry.path.strip_prefix(prefix.as_str()).filter(|rest| !rest.is_empty()) else {
            continue;
        };
        match rest.split_once('/') {
            Some((name, _)) => {
                folders.insert(name);
            }
            None if entry.kind == EntryKind::Directory => {
                folders.insert(rest);
            }
            None => files.push((rest, entry.bytes)),
        }
    }
    let folder_item =
        |name: &&str| Item::new(format!("{name}/"), ItemKind::Folder).retriggering().committed_by(&["/"]);
    let file_item =
        |&(name, bytes): &(&str, u64)| Item::new(name.to_owned(), ItemKind::File).detail(human(bytes));
    folders.iter().map(folder_item).chain(files.iter().map(file_item)).collect()
}

/// Where the instruction may copy to: the working directory, and paths that earlier lines use.
fn destinations(site: &Site<'_, '_>, list: &mut List) {
    let typed = site.typed();
    if !typed.is_empty() && !typed.starts_with(['/', '.']) {
        return;
    }
    let workdir = site.info.and_then(|info| info.workdir());
    let about =
        workdir.map_or("the working directory".to_owned(), |path| format!("{path}, the working directory"));
    if !typed.contains('/') {
        list.push_new(Item::new(".", ItemKind::Folder).detail(about));
    }
    if typed.starts_with('/') {
        list.replace(site.range);
        workdir.into_iter().for_each(|path| list.push_new(Item::new(path.to_owned(), ItemKind::Folder)));
    }
}

/// Paths that a stage is known to have: working directories and what was copied into it.
fn stage_paths(site: &Site<'_, '_>, from: &str, list: &mut List) {
    let model = &site.analysis.model;
    let own = site.info.and_then(|info| info.stage).unwrap_or_default();
    let CopySource::Stage(index) = copy_source(model, from, own) else { return };
    let Some(stage) = model.stages.get(index) else { return };
    let mut known: BTreeSet<String> = BTreeSet::new();
    for ancestor in model.ancestry(stage) {
        known.extend(paths_of(site, ancestor));
    }
    list.extend(
        known
            .into_iter()
            .map(|path| Item::new(path, ItemKind::Folder).detail(format!("in {}", stage.label()))),
    );
}

fn paths_of(site: &Site<'_, '_>, stage: &Stage<'_>) -> Vec<String> {
    let model = &site.analysis.model;
    let instructions = model.stage_instructions(stage);
    let workdirs = instructions.iter().filter_map(|info| info.workdir().map(str::to_owned));
    let copied = instructions
        .iter()
        .filter(|info| matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add))
        .filter_map(|info| destination(site, info));
    let environments = instructions.iter().flat_map(virtual_environments);
    workdirs.chain(copied).chain(environments).filter(|path| path.len() > 1).collect()
}

fn destination(site: &Site<'_, '_>, info: &InstructionInfo<'_>) -> Option<String> {
    let expanded = site.analysis.model.expand(info.syntax.destination()?, info);
    if !expanded.unset.is_empty() {
        return None;
    }
    let path = expanded.text.trim_start_matches("./").trim_end_matches('/').to_owned();
    match info.workdir() {
        _ if path.starts_with('/') => Some(path),
        Some(workdir) if path.is_empty() || path == "." => Some(workdir.to_owned()),
        Some(workdir) => Some(format!("{}/{path}", workdir.trim_end_matches('/'))),
        None => None,
    }
}

/// Folders that `python -m venv`, `uv venv` and `conda create -p` make.
fn virtual_environments(info: &InstructionInfo<'_>) -> Vec<String> {
    let makes = |words: &[&str]| words.contains(&"venv") || words.contains(&"virtualenv");
    info.commands()
        .iter()
        .filter_map(|command| command.invocation())
        .filter(|invocation| {
            let words: Vec<&str> = invocation.args.iter().map(|word| word.value.as_str()).collect();
            makes(&words) || invocation.program == "virtualenv"
        })
        .flat_map(|invocation| invocation.args.iter().filter(|word| word.value.starts_with('/')))
        .map(|word| word.value.clone())
        .collect()
}
