//! What a reader should know about a whole image.

use knowledge::cuda_images::{Flavor, TagParts};
use knowledge::images::estimate_for;

use super::bytes::human;
use super::report::LayerEstimate;
use crate::Analysis;
use crate::model::Stage;

/// Remarks on the layers together.
pub(super) fn of(analysis: &Analysis<'_>, stage: &Stage<'_>, layers: &[LayerEstimate]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(cuda_twice(analysis, stage, layers));
    let unknown = layers.iter().filter(|layer| layer.bytes.high.is_none()).count();
    if unknown > 0 {
        let layers = if unknown == 1 { "layer holds" } else { "layers hold" };
        notes.push(format!("{unknown} {layers} parts of unknown size: the total is a lower bound"));
    }
    notes
}

/// CUDA's libraries in the base image, and again as wheels.
fn cuda_twice(analysis: &Analysis<'_>, stage: &Stage<'_>, layers: &[LayerEstimate]) -> Option<String> {
    let wheels: i64 = layers
        .iter()
        .flat_map(|layer| &layer.parts)
        .filter(|part| part.what.starts_with("nvidia-"))
        .filter_map(|part| part.bytes)
        .sum();
    let image = analysis.model.root_base(stage).image()?;
    if wheels == 0 || !image.repository.path.ends_with("nvidia/cuda") {
        return None;
    }
    let parts = TagParts::parse(image.tag.as_deref()?)?;
    if parts.flavor == Flavor::Base {
        return None;
    }
    let own = estimate_for(parts.cuda, parts.flavor, parts.cudnn.is_some())?.on_disk.best;
    let base = estimate_for(parts.cuda, Flavor::Base, false)?.on_disk.best;
    Some(format!(
        "CUDA's libraries come twice: in the base image and as nvidia-* wheels ({}); a -base- image would be about {} less",
        human(u64::try_from(wheels).unwrap_or_default()),
        human(own.saturating_sub(base))
    ))
}
