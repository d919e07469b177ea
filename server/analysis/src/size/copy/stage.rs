//! `COPY --from`: what another stage of the file, or another image, holds at a path.

use syntax::ast::Word;

use crate::facts::FactStore;
use crate::image_path::{absolute, below, file_name};
use crate::model::{CopySource, InstructionInfo, copy_source};
use crate::reference::ImageReference;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::copied_programs;
use crate::size::held::{Held, belongs_to_system, held};
use crate::size::piece::{Draft, Piece};
use crate::size::stages::Stages;
use crate::size::state::{BaseImage, State};
use crate::size::written::latest;

/// Adds what one source comes to.
pub(super) fn copy(
    stages: &Stages<'_>,
    info: &InstructionInfo<'_>,
    from: Word<'_>,
    source: &str,
    destination: &str,
    draft: &mut Draft,
) {
    let Some(user) = info.stage else { return };
    let from = stages.text(info, from).unwrap_or_else(|| from.text().to_owned());
    let path = absolute(None, source);
    match copy_source(&stages.analysis.model, &from, user) {
        CopySource::Stage(stage) => {
            let state = &stages.outcome(stage).state;
            from_stage(stages.analysis.inputs.facts, state, &from, &path, destination, draft);
        }
        CopySource::Image(image) => {
            let stage = &stages.analysis.model.stages[user];
            let platform = crate::size::base::platform_of(stages.analysis, stage);
            from_image(stages, &BaseImage { image, platform }, &path, destination, draft);
        }
        CopySource::Unknown(name) => {
            draft.push(Piece::unknown(path, destination, format!("no stage or image is called {name}")));
        }
    }
}

/// A path of another image: measured for programs that come so, else by the image's own layers.
fn from_image(stages: &Stages<'_>, from: &BaseImage, path: &str, destination: &str, draft: &mut Draft) {
    if let Some(program) = measured_program(&from.image, path, destination) {
        return draft.push(program);
    }
    match held(stages.analysis.inputs.facts, from, path) {
        Ok(held) if held.is_empty() => {
            let why = format!("the image {} holds no such path", from.image);
            draft.push(Piece::unknown(path, destination, why));
        }
        Ok(held) => push_held(&held, from, path, destination, draft),
        Err(why) => draft.push(Piece::unknown(path, destination, why)),
    }
}

/// Where a source comes to lie: a folder gives its contents, a file its name in a folder.
fn placed(source: &str, is_file: bool, written: &str, destination: &str) -> String {
    let into_folder = destination.ends_with('/') || written.contains(['*', '?', '[']);
    let folder = destination.trim_end_matches('/');
    if is_file && into_folder { format!("{folder}/{}", file_name(source)) } else { folder.to_owned() }
}

fn measured_program(image: &ImageReference, path: &str, destination: &str) -> Option<Piece> {
    let repository = image.repository.familiar_with_registry();
    let bytes = copied_programs::bytes(&repository, image.tag.as_deref(), path)?;
    let bytes = Estimate::within(bytes, copied_programs::ERROR, Confidence::Estimated);
    let target = super::target(destination, file_name(path));
    let source = "measured program of a release near this one";
    Some(Piece::new(path, target, bytes, copied_programs::GZIP, source))
}

fn push_held(held: &Held, from: &BaseImage, path: &str, destination: &str, draft: &mut Draft) {
    let target = |source: &str, is_file: bool| placed(source, is_file, path, destination);
    held.pieces(&from.image.to_string(), &target).into_iter().for_each(|piece| draft.push(piece));
}

/// What the stage's own layers wrote below the path, and what its base image holds there.
fn from_stage(
    facts: &dyn FactStore,
    state: &State,
    stage: &str,
    path: &str,
    destination: &str,
    draft: &mut Draft,
) {
    let pattern = path.contains(['*', '?', '[']);
    let root = if pattern { crate::image_path::parent(path) } else { path };
    let mut found = false;
    for piece in latest(state.written_below(root)) {
        found = true;
        let rest = below(root, &piece.path).unwrap_or_default();
        let rest = if rest.is_empty() { file_name(&piece.path) } else { rest };
        draft.push(Piece {
            path: format!("{}/{rest}", destination.trim_end_matches('/')),
            source: format!("stage {stage}: {}", piece.source),
            ..piece.clone()
        });
    }
    let base = state.base.as_deref().filter(|_| belongs_to_system(root) || !found);
    let held = base.map(|base| (base, held(facts, base, path)));
    let may_hold_more = match &held {
        Some((base, Ok(held))) => {
            let held = held.without(state);
            push_held(&held, base, path, destination, draft);
            found |= !held.is_empty();
            !found
        }
        Some((_, Err(_))) => true,
        None => !found || (!state.from_scratch && belongs_to_system(root)),
    };
    if may_hold_more || state.incomplete || pattern {
        let what = if found { format!("more below {path}") } else { path.to_owned() };
        let why = match held {
            Some((_, Ok(_))) if !state.incomplete && !pattern => format!("stage {stage} holds no such path"),
            Some((_, Err(why))) => format!("files of stage {stage} that are not known: {why}"),
            _ => format!("files of stage {stage} that are not known"),
        };
        draft.push(Piece::unknown(what, destination, why));
    }
}
