//! Commands that remove, copy and change files.

use std::sync::Arc;

use super::{Call, Effect, Walk};
use crate::image_path::{below, file_name};
use crate::size::constants::NOTEWORTHY;
use crate::size::held::{Held, belongs_to_system, held};
use crate::size::packages::is_source_list;
use crate::size::piece::Piece;
use crate::size::state::BaseImage;
use crate::size::written::latest;

/// `cd`; one inside a subshell counts for the rest of the subshell only, and is not followed.
pub(super) fn change_folder(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    if !call.command.nesting.subshell
        && let Some(folder) = call.invocation.args.iter().find(|word| word.is_literal && word.value != "-")
    {
        walk.cwd = walk.path(&folder.value);
    }
    Effect::Known
}

/// `rm`: what the same RUN wrote is not in the layer; what an earlier layer holds stays there.
pub(super) fn remove(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    for word in operands(call) {
        let path = walk.path(&word);
        forget(walk, &path);
    }
    Effect::Known
}

/// `find FOLDER … -delete` and `-exec rm`: all below the folder only where nothing narrows it down.
pub(super) fn find(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let has = |names: &[&str]| call.invocation.args.iter().any(|word| names.contains(&word.value.as_str()));
    if has(&["-exec", "-execdir", "-ok"]) && !has(&["rm"]) {
        return Effect::Unknown("what it runs is not known before the build");
    }
    if !has(&["-delete", "rm"]) {
        return Effect::Known;
    }
    let narrows = has(&["-name", "-iname", "-path", "-size", "-mtime", "-regex", "-newer"]);
    let folders = call.invocation.args.iter().take_while(|word| !word.value.starts_with('-'));
    let folders: Vec<String> = folders.map(|word| walk.path(&word.value)).collect();
    for folder in folders {
        if narrows {
            make_removable(walk, &folder);
        } else {
            forget(walk, &folder);
        }
    }
    Effect::Known
}

/// Some of the files may go: the low end of what lies below the folder becomes zero.
fn make_removable(walk: &mut Walk<'_>, folder: &str) {
    let pieces = walk.draft.pieces.iter_mut();
    pieces
        .filter(|piece| !piece.path.is_empty() && below(folder, &piece.path).is_some())
        .for_each(Piece::make_optional);
}

fn operands(call: &Call<'_>) -> Vec<String> {
    let words = call.invocation.args.iter();
    words.filter(|word| !word.value.starts_with('-')).map(|word| word.value.clone()).collect()
}

/// Takes what a path (or all that its pattern matches) names out of the layer.
fn forget(walk: &mut Walk<'_>, path: &str) {
    let removed = |piece: &Piece| !piece.path.is_empty() && covers(path, &piece.path);
    if walk.optional {
        walk.draft.pieces.iter_mut().filter(|piece| removed(piece)).for_each(Piece::make_optional);
        return;
    }
    let own = walk.draft.pieces.len();
    walk.draft.pieces.retain(|piece| !removed(piece));
    walk.apt.forget(path);
    let earlier = walk.state.written.candidates(path).filter(|piece| removed(piece));
    let earlier: u64 = earlier.filter_map(|piece| piece.bytes.best).sum();
    if earlier > NOTEWORTHY {
        walk.draft.note(format!(
            "removing {path} saves nothing: an earlier layer holds {} of it; remove it in the RUN that wrote it",
            crate::size::human(earlier)
        ));
    } else if earlier == 0 && own == walk.draft.pieces.len() {
        note_base_files(walk, path);
    }
    walk.state.remove(path);
}

/// Folders that images come without files in, and that most scripts clear.
const EMPTY_IN_IMAGES: [&str; 4] = ["/var/lib/apt/lists", "/var/cache", "/tmp", "/var/tmp"];

/// Files of the base image stay in its layers.
fn note_base_files(walk: &mut Walk<'_>, path: &str) {
    let is_empty = EMPTY_IN_IMAGES.iter().any(|folder| below(folder, path).is_some());
    if is_empty || !belongs_to_system(path) {
        return;
    }
    let held = base_files(walk, path).and_then(Result::ok).map_or(0, |(_, held)| held.bytes());
    if held > NOTEWORTHY {
        walk.draft.note(format!(
            "removing {path} saves nothing: the base image holds {} of it; take a base image without it",
            crate::size::human(held)
        ));
    }
}

/// What the base image of the stage holds at a path; `None` for a stage without one.
fn base_files(walk: &Walk<'_>, path: &str) -> Option<Result<(Arc<BaseImage>, Held), String>> {
    let base = Arc::clone(walk.state.base.as_ref()?);
    let held = held(walk.stages.analysis.inputs.facts, &base, path);
    Some(held.map(|held| (base, held.without(walk.state))))
}

/// The same as parts of a layer that stores them again, at a new place where they move.
fn base_pieces(walk: &Walk<'_>, path: &str, place: Option<&str>) -> Option<Result<Vec<Piece>, String>> {
    let found = base_files(walk, path)?;
    let target = |source: &str, is_file: bool| match place {
        None => source.to_owned(),
        Some(place) if is_file => place.to_owned(),
        Some(place) => place.trim_end_matches('/').to_owned(),
    };
    Some(found.map(|(base, held)| held.pieces(&base.image.to_string(), &target)))
}

/// The removed path is the piece or one of its folders; `dir/*` covers all in the folder.
pub(in crate::size) fn covers(removed: &str, path: &str) -> bool {
    if let Some(folder) = removed.strip_suffix("/*") {
        return below(folder, path).is_some();
    }
    if !removed.contains(['*', '?', '[', '{']) {
        return below(removed, path).is_some();
    }
    let mut patterns = removed.split('/');
    let mut names = path.split('/');
    patterns.all(|pattern| names.next().is_some_and(|name| crate::context::matches_component(pattern, name)))
}

/// `cp` and `install`: another copy of what is known, else unknown.
pub(super) fn copy(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let mut operands = operands(call);
    let Some(target) = operands.pop() else { return Effect::Known };
    if call.invocation.program == "install" && call.invocation.has_option(&["-d"]) {
        return Effect::Known;
    }
    let target = walk.path(&target);
    let mut known = true;
    for source in operands {
        let source = walk.path(&source);
        let pieces = found(walk, &source);
        if pieces.is_empty() {
            let of_base = base_pieces(walk, &source, Some(&target)).and_then(Result::ok).unwrap_or_default();
            known &= !of_base.is_empty();
            of_base.into_iter().for_each(|piece| walk.push(piece));
        }
        for piece in pieces {
            let rest = below(&source, &piece.path).filter(|rest| !rest.is_empty());
            let rest = rest.unwrap_or(file_name(&piece.path)).to_owned();
            walk.push(Piece { path: format!("{target}/{rest}"), ..piece });
        }
    }
    if known { Effect::Known } else { Effect::Unknown("the size of what it copies is not known") }
}

/// `mv`: within the layer nothing changes but the place; from an earlier layer it is one more copy.
pub(super) fn rename(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let mut operands = operands(call);
    let Some(target) = operands.pop() else { return Effect::Known };
    let target = walk.path(&target);
    for source in operands {
        let source = walk.path(&source);
        let mut moved = false;
        for piece in &mut walk.draft.pieces {
            let Some(rest) = below(&source, &piece.path).filter(|_| !piece.path.is_empty()) else { continue };
            piece.path = format!("{target}/{rest}").trim_end_matches('/').to_owned();
            moved = true;
        }
        if moved {
            continue;
        }
        let earlier: Vec<Piece> = latest(walk.state.written_below(&source)).into_iter().cloned().collect();
        let of_base = match earlier.is_empty() {
            true => base_pieces(walk, &source, Some(&target)).and_then(Result::ok).unwrap_or_default(),
            false => Vec::new(),
        };
        if earlier.is_empty() && of_base.is_empty() {
            return Effect::Unknown("moving files of an earlier layer stores them again");
        }
        walk.draft.note("moving files of an earlier layer stores them again");
        of_base.into_iter().for_each(|piece| walk.push(piece));
        for piece in earlier {
            let rest = below(&source, &piece.path).unwrap_or_default();
            let path = format!("{target}/{rest}").trim_end_matches('/').to_owned();
            walk.push(Piece { path, ..piece });
        }
        if !walk.is_optional() {
            walk.state.remove(&source);
        }
    }
    Effect::Known
}

/// `chown -R`, `chmod -R`: files of earlier layers are stored again, whole.
pub(super) fn change_mode(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let program = call.invocation.program;
    let is_recursive = call.invocation.has_option(&["-R", "--recursive"]);
    for word in operands(call).iter().skip(1) {
        let path = walk.path(word);
        let is_own =
            walk.draft.pieces.iter().any(|piece| !piece.path.is_empty() && covers(&path, &piece.path));
        let is_meant = |piece: &&Piece| match is_recursive {
            true => covers(&path, &piece.path),
            false => piece.path == path,
        };
        let earlier = latest(walk.state.written.candidates(&path).filter(is_meant));
        let earlier: Vec<Piece> = earlier.into_iter().cloned().collect();
        let of_base = (is_recursive && (belongs_to_system(&path) || (earlier.is_empty() && !is_own)))
            .then(|| base_pieces(walk, &path, None))
            .flatten();
        let again: Vec<Piece> = match of_base {
            Some(Ok(pieces)) => earlier.into_iter().chain(pieces).collect(),
            unread => {
                if earlier.is_empty() && !is_own && is_recursive {
                    let why = unread.and_then(Result::err).map(|why| format!(": {why}")).unwrap_or_default();
                    let what = format!("{program} -R {path}");
                    let why = format!("files of the base image or of an earlier layer are stored again{why}");
                    walk.push(Piece::unknown(what, "", why));
                }
                earlier
            }
        };
        let bytes: u64 = again.iter().filter_map(|piece| piece.bytes.best).sum();
        if bytes > NOTEWORTHY {
            walk.draft.note(format!(
                "{program} of {path} stores {} of earlier layers again; use COPY --chown or --chmod, or do it in the same RUN",
                crate::size::human(bytes)
            ));
        }
        again.into_iter().for_each(|piece| walk.push(piece));
    }
    Effect::Known
}

/// `sed -i`, `perl -pi`: a file is written again, whole.
pub(super) fn edit_in_place(walk: &mut Walk<'_>, call: &Call<'_>) -> Effect {
    let in_place =
        call.invocation.args.iter().any(|word| word.value.starts_with("-i") || word.value == "-pi");
    if call.invocation.program == "perl" && !in_place {
        return Effect::Unknown("what the script writes is not known before the build");
    }
    if in_place {
        let names_sources = call.invocation.args.iter().any(|word| is_source_list(&walk.path(&word.value)));
        walk.state.other_sources |= names_sources;
        walk.push_small(call.invocation.program, "");
    }
    Effect::Known
}

/// What the layer, or an earlier one, holds below a path.
fn found(walk: &Walk<'_>, path: &str) -> Vec<Piece> {
    let own = walk.draft.pieces.iter().filter(|piece| !piece.path.is_empty() && covers(path, &piece.path));
    let own: Vec<Piece> = own.cloned().collect();
    if own.is_empty() { latest(walk.state.written_below(path)).into_iter().cloned().collect() } else { own }
}
