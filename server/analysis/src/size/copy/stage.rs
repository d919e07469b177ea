//! `COPY --from`: what another stage of the file, or another image, holds at a path.

use syntax::ast::Word;

use crate::image_path::{absolute, below, file_name};
use crate::model::{CopySource, InstructionInfo, copy_source};
use crate::reference::ImageReference;
use crate::size::bytes::{Confidence, Estimate};
use crate::size::constants::copied_programs;
use crate::size::piece::{Draft, Piece};
use crate::size::stages::Stages;
use crate::size::state::State;

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
            from_stage(&stages.outcome(stage).state, &from, &path, destination, draft);
        }
        CopySource::Image(image) => draft.push(from_image(&image, &path, destination)),
        CopySource::Unknown(name) => {
            draft.push(Piece::unknown(path, destination, format!("no stage or image is called {name}")));
        }
    }
}

/// A path of another image: known for programs that come so, else not before it is pulled.
fn from_image(image: &ImageReference, path: &str, destination: &str) -> Piece {
    let repository = image.repository.familiar_with_registry();
    let known = copied_programs::bytes(&repository, image.tag.as_deref(), path);
    let Some(bytes) = known else {
        return Piece::unknown(path, destination, format!("a part of the image {image}"));
    };
    let bytes = Estimate::within(bytes, copied_programs::ERROR, Confidence::Estimated);
    let target = super::target(destination, file_name(path));
    Piece::new(path, target, bytes, copied_programs::GZIP, "measured program of a release near this one")
}

/// What the stage's own layers wrote below the path; what its base image holds there is not known.
fn from_stage(state: &State, stage: &str, path: &str, destination: &str, draft: &mut Draft) {
    let pattern = path.contains(['*', '?', '[']);
    let root = if pattern { crate::image_path::parent(path) } else { path };
    let mut found = false;
    for piece in last_writes(state, root) {
        found = true;
        let rest = below(root, &piece.path).unwrap_or_default();
        let rest = if rest.is_empty() { file_name(&piece.path) } else { rest };
        draft.push(Piece {
            path: format!("{}/{rest}", destination.trim_end_matches('/')),
            source: format!("stage {stage}: {}", piece.source),
            ..piece.clone()
        });
    }
    let may_hold_more = state.incomplete || (!state.from_scratch && belongs_to_system(root)) || !found;
    if may_hold_more || pattern {
        let what = if found { format!("more below {path}") } else { path.to_owned() };
        draft.push(Piece::unknown(what, destination, format!("files of stage {stage} that are not known")));
    }
}

/// Pieces below a path; a later write of the same path replaces an earlier one.
fn last_writes<'s>(state: &'s State, path: &'s str) -> Vec<&'s Piece> {
    let mut last: Vec<&Piece> = Vec::new();
    for piece in state.written_below(path) {
        if piece.what != "more files" {
            last.retain(|earlier| earlier.path != piece.path || earlier.what != piece.what);
        }
        last.push(piece);
    }
    last
}

/// A base image may have filled the folder.
fn belongs_to_system(path: &str) -> bool {
    const SYSTEM: [&str; 12] =
        ["usr", "bin", "sbin", "lib", "lib64", "etc", "var", "root", "home", "go", "opt/conda", "opt/nvidia"];
    let path = path.trim_matches('/');
    matches!(path, "" | "opt") || SYSTEM.iter().any(|folder| below(folder, path).is_some())
}
