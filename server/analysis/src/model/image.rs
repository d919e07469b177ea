//! What `COPY --from` and `--mount=from=` name: a stage or an image.

use super::{Model, StageIndex};
use crate::reference::ImageReference;

/// The source of a copy or mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopySource {
    Stage(StageIndex),
    Image(ImageReference),
    /// A named context of the build, or a name that nobody declares.
    Unknown(String),
}

/// Reads the value of `--from` for an instruction of stage `user`.
pub fn copy_source(model: &Model<'_>, value: &str, user: StageIndex) -> CopySource {
    if let Some(stage) = model.stage_named(value, user) {
        return CopySource::Stage(stage.index);
    }
    match ImageReference::parse(value) {
        Some(reference) if value.contains(['/', ':', '@']) => CopySource::Image(reference),
        _ => CopySource::Unknown(value.to_owned()),
    }
}
