//! COPY and ADD: what they take from the build context, from stages, images and URLs.

mod context;
mod gzipped;
mod stage;

pub(super) use gzipped::compressibility;

use syntax::ast::{Flag, Heredoc};
use syntax::expansion::MAX_VALUE_BYTES;
use syntax::{InstructionKind, TextRange};

use super::bytes::{Confidence, Estimate};
use super::constants::{ARCHIVE_EXPANSION, gzip};
use super::download;
use super::piece::{Draft, Piece};
use super::stages::Stages;
use super::state::State;
use crate::image_path::{absolute, below, file_name};
use crate::model::{CopyOperands, CopySource, InstructionInfo, copy_operands, copy_source};

/// What one COPY or ADD writes.
pub(super) fn draft(stages: &Stages<'_>, info: &InstructionInfo<'_>) -> Draft {
    let mut draft = Draft::default();
    let operands = copy_operands(&stages.analysis.model, info);
    let Some(destination) = destination(info, &operands) else {
        draft.push(Piece::unknown("copied files", "", "the destination is not known"));
        return draft;
    };
    for heredoc in info.syntax.heredocs() {
        draft.push(heredoc_piece(stages, info, &heredoc, &destination));
    }
    let from = info.syntax.flag("from").and_then(Flag::raw_value);
    let mut local: Vec<&str> = Vec::new();
    for source in &operands.sources {
        let Some(path) = &source.value else {
            draft.push(Piece::unknown(&source.text, &destination, "a variable in it has no value"));
            continue;
        };
        match from {
            Some(from) => stage::copy(stages, info, from, path, &destination, &mut draft),
            None if is_remote(info, path) => {
                draft.push(remote(stages, path, &destination));
            }
            None => local.push(path),
        }
    }
    context::copy(stages, info, &local, &destination, &mut draft);
    draft
}

/// Requirement files that a command of another stage wrote from a lock file stand for the same here.
pub(super) fn take_exports(stages: &Stages<'_>, info: &InstructionInfo<'_>, state: &mut State) {
    let from = info.syntax.flag("from").and_then(Flag::raw_value).zip(info.stage);
    let Some((from, user)) = from else { return };
    let from = stages.text(info, from).unwrap_or_else(|| from.text().to_owned());
    let CopySource::Stage(stage) = copy_source(&stages.analysis.model, &from, user) else { return };
    let exports = &stages.outcome(stage).state.exports;
    if exports.is_empty() {
        return;
    }
    let operands = copy_operands(&stages.analysis.model, info);
    let Some(destination) = destination(info, &operands) else { return };
    for source in operands.sources.iter().filter_map(|source| source.value.as_deref()) {
        let source = absolute(None, source);
        for (path, export) in exports {
            let Some(rest) = below(&source, path) else { continue };
            let place = match rest {
                "" => target(&destination, file_name(path)),
                rest => format!("{}/{rest}", destination.trim_end_matches('/')),
            };
            state.exports.insert(place, export.clone());
        }
    }
}

fn destination(info: &InstructionInfo<'_>, operands: &CopyOperands) -> Option<String> {
    let written = operands.destination.as_ref()?.value.as_ref()?;
    let path = absolute(info.workdir(), written);
    // A final slash, or several sources, make it a folder.
    let is_folder = written.ends_with(['/', '.']) || operands.sources.len() > 1;
    Some(if is_folder { format!("{}/", path.trim_end_matches('/')) } else { path })
}

fn is_remote(info: &InstructionInfo<'_>, source: &str) -> bool {
    info.kind() == InstructionKind::Add && (source.contains("://") || is_git(source))
}

/// What ADD fetches.
fn remote(stages: &Stages<'_>, source: &str, destination: &str) -> Piece {
    if is_git(source) {
        return Piece::unknown(source, destination, "a git repository");
    }
    let path = target(destination, file_name(source.split(['?', '#']).next().unwrap_or(source)));
    download::piece(stages.analysis.inputs.facts, source, &path)
}

fn is_git(source: &str) -> bool {
    source.starts_with("git@")
        || source.contains("://") && source.split(['#', '?']).next().unwrap_or(source).ends_with(".git")
}

/// The path of a file that is copied to a destination.
fn target(destination: &str, name: &str) -> String {
    if destination.ends_with('/') { format!("{destination}{name}") } else { destination.to_owned() }
}

/// The body of a heredoc, exact unless a variable in it has no value.
fn heredoc_piece(
    stages: &Stages<'_>,
    info: &InstructionInfo<'_>,
    heredoc: &Heredoc<'_>,
    destination: &str,
) -> Piece {
    let body = body_of(stages, heredoc.body, heredoc.redirect.strips_tabs);
    let name = heredoc.redirect.name();
    let path = target(destination, &name);
    let bytes = Estimate::exact(body.len() as u64);
    let bytes = if heredoc.redirect.is_quoted || !body.contains('$') {
        bytes
    } else {
        let template = syntax::expansion::parse_body(&body);
        let lookup = |name: &str| stages.analysis.model.binding(name, info)?.value;
        let expanded = syntax::expansion::expand(&template, &lookup);
        let length = Estimate::exact(expanded.text.len() as u64);
        // A base image may set a variable that the file does not.
        let is_whole = expanded.unset.is_empty() && expanded.text.len() < MAX_VALUE_BYTES;
        Estimate { confidence: if is_whole { Confidence::Exact } else { Confidence::Estimated }, ..length }
    };
    Piece::new(format!("heredoc {name}"), path, bytes, gzip::ANY, "text in the Dockerfile")
}

fn body_of(stages: &Stages<'_>, range: TextRange, strips_tabs: bool) -> String {
    let body = stages.analysis.source.slice(range);
    if !strips_tabs {
        return body.to_owned();
    }
    body.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

/// An archive that ADD unpacks: more than it takes packed, how much is a guess.
fn unpacked(name: &str, destination: &str, packed: u64) -> Piece {
    let packed = Estimate::exact(packed);
    let plain = name.ends_with(".tar");
    let bytes = if plain {
        packed.scaled(0.9, 0.98, 1.0)
    } else {
        packed.scaled(ARCHIVE_EXPANSION.low, ARCHIVE_EXPANSION.best, ARCHIVE_EXPANSION.high)
    };
    let compressed = if plain { packed.scaled(0.1, 0.4, 1.0) } else { packed.scaled(0.9, 1.05, 1.5) };
    let source = "the archive in the build context; its unpacked size is estimated".to_owned();
    Piece { what: format!("{name}, unpacked"), path: destination.to_owned(), bytes, compressed, source }
}

/// ADD unpacks local tar archives, by their content; names tell it here.
fn is_archive(name: &str) -> bool {
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst"]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}
