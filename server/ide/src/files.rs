//! Files of the build context that instructions name: sources, requirement files, scripts.

use analysis::Analysis;
use analysis::context::{ContextListing, EntryKind};
use analysis::image_files::context_file;
use analysis::install::pip_install;
use analysis::model::InstructionInfo;
use syntax::ast::Word;
use syntax::shell::ShellWord;
use syntax::{InstructionKind, TextRange};

/// What an instruction names, each with its path from the root of the context.
pub(crate) fn files(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<(TextRange, String)> {
    let info = info.trigger.as_deref().unwrap_or(info);
    let listing = analysis.inputs.context.listing();
    let Some(listing) = listing.value() else { return Vec::new() };
    match info.kind() {
        InstructionKind::Copy | InstructionKind::Add if info.syntax.flag("from").is_none() => {
            existing(analysis, info, listing, info.syntax.sources())
        }
        InstructionKind::Run => {
            let mut found = existing(analysis, info, listing, mounted(info));
            found.extend(requirement_files(info, listing));
            found.extend(scripts(analysis, info));
            found
        }
        InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Healthcheck => {
            scripts(analysis, info).collect()
        }
        _ => Vec::new(),
    }
}

/// A path of the context that is a file there.
fn file_of(listing: &ContextListing, path: &str) -> Option<String> {
    let path = path.trim_start_matches("./").trim_start_matches('/').to_owned();
    listing.get(&path).is_some_and(|entry| entry.kind == EntryKind::File).then_some(path)
}

/// Words that name files of the context.
fn existing<'s>(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    listing: &ContextListing,
    words: impl IntoIterator<Item = Word<'s>>,
) -> Vec<(TextRange, String)> {
    let file =
        |word: Word<'_>| Some((word.range(), file_of(listing, &analysis.model.expand(word, info).text)?));
    words.into_iter().filter_map(file).collect()
}

/// The sources of bind mounts that take them from the context.
fn mounted<'s>(info: &InstructionInfo<'s>) -> Vec<Word<'s>> {
    let mounts = info.syntax.mounts().into_iter();
    let of_context = mounts.filter(|mount| mount.mount_option(&["from"]).is_none());
    of_context.filter_map(|mount| mount.mount_option(&["source", "src"])?.value).collect()
}

fn requirement_files(info: &InstructionInfo<'_>, listing: &ContextListing) -> Vec<(TextRange, String)> {
    let mut found = Vec::new();
    for invocation in info.commands().iter().filter_map(|command| command.invocation()) {
        let files = pip_install(&invocation).map(|install| install.requirement_files).unwrap_or_default();
        for file in files {
            let names = |word: &&ShellWord| word.value == file || word.value.ends_with(&format!("={file}"));
            // The file was copied from somewhere: the same name in the context is the likely one.
            let base = file.rsplit('/').next().unwrap_or(&file);
            let path = file_of(listing, &file).or_else(|| file_of(listing, base));
            let word = invocation.args.iter().find(names);
            found.extend(word.zip(path).map(|(word, path)| (word.range.at(info.start()), path)));
        }
    }
    found
}

/// Endings of files that commands run.
const SCRIPTS: [&str; 8] = ["sh", "bash", "py", "js", "rb", "pl", "ps1", "R"];

/// Scripts that commands name, where a copy or a mount brings them from the context.
fn scripts<'r>(
    analysis: &'r Analysis<'_>,
    info: &'r InstructionInfo<'_>,
) -> impl Iterator<Item = (TextRange, String)> + 'r {
    let at = info.start();
    let words = info.script().commands.iter().flat_map(|command| command.name.iter().chain(&command.args));
    let words = words.filter(|word| word.is_literal).map(move |word| (word.range.at(at), word.value.clone()));
    let strings = info.syntax.json_array().into_iter().flat_map(|array| array.strings());
    let inner =
        |range: TextRange| TextRange::new(range.start() + syntax::offset(1), range.end() - syntax::offset(1));
    let strings = strings.filter(|string| string.range.len() >= syntax::offset(2));
    let strings = strings.map(move |string| (inner(string.range), string.value));
    words
        .chain(strings)
        .filter(|(_, path)| is_script(path))
        .filter_map(|(range, path)| Some((range, context_file(analysis, info, &path)?.path)))
}

fn is_script(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && SCRIPTS.contains(&ending))
}
