//! Commands that remove, copy and change files.

use super::{Call, Effect, Walk};
use crate::image_path::{below, file_name};
use crate::size::packages::is_source_list;
use crate::size::piece::Piece;

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
    walk.draft.pieces.retain(|piece| !removed(piece));
    walk.apt.forget(path);
    let earlier = walk.state.written.candidates(path).filter(|piece| removed(piece));
    let earlier: u64 = earlier.filter_map(|piece| piece.bytes.best).sum();
    if earlier > super::super::constants::NOTEWORTHY {
        walk.draft.note(format!(
            "removing {path} saves nothing: an earlier layer holds {} of it; remove it in the RUN that wrote it",
            crate::size::human(earlier)
        ));
    }
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
        known &= !pieces.is_empty();
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
        let earlier: Vec<Piece> = walk.state.written_below(&source).cloned().collect();
        if earlier.is_empty() {
            return Effect::Unknown("moving files of an earlier layer stores them again");
        }
        walk.draft.note("moving files of an earlier layer stores them again");
        for piece in earlier {
            let rest = below(&source, &piece.path).unwrap_or_default();
            let path = format!("{target}/{rest}").trim_end_matches('/').to_owned();
            walk.push(Piece { path, ..piece });
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
        let earlier: Vec<Piece> = walk
            .state
            .written
            .candidates(&path)
            .filter(|piece| if is_recursive { covers(&path, &piece.path) } else { piece.path == path })
            .cloned()
            .collect();
        if earlier.is_empty() && !is_own && is_recursive {
            let what = format!("{program} -R {path}");
            walk.push(Piece::unknown(
                what,
                "",
                "files of the base image or of an earlier layer are stored again",
            ));
        }
        let bytes: u64 = earlier.iter().filter_map(|piece| piece.bytes.best).sum();
        if bytes > super::super::constants::NOTEWORTHY {
            walk.draft.note(format!(
                "{program} of {path} stores {} of earlier layers again; use COPY --chown or --chmod, or do it in the same RUN",
                crate::size::human(bytes)
            ));
        }
        earlier.into_iter().for_each(|piece| walk.push(piece));
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
    if own.is_empty() { walk.state.written_below(path).cloned().collect() } else { own }
}
