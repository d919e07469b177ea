//! `size --format json`.

use analysis::size::{Estimate, LayerEstimate, Part, SizeReport};
use serde::Serialize;

/// The document; new keys may be added, none change their meaning.
#[derive(Debug, Serialize)]
pub struct Document<'r> {
    version: u32,
    file: &'r str,
    platform: &'r str,
    target: &'r str,
    image: Sizes,
    layers: Vec<Layer<'r>>,
    notes: &'r [String],
}

#[derive(Debug, Serialize)]
struct Sizes {
    bytes: Estimate,
    compressed: Estimate,
}

#[derive(Debug, Serialize)]
struct Layer<'r> {
    line: u32,
    instruction: &'r str,
    stage: &'r str,
    bytes: Estimate,
    compressed: Estimate,
    parts: Vec<PartEntry<'r>>,
    notes: &'r [String],
}

#[derive(Debug, Serialize)]
struct PartEntry<'r> {
    what: &'r str,
    bytes: Option<i64>,
    source: &'r str,
}

impl<'r> Document<'r> {
    pub fn new(file: &'r str, report: &'r SizeReport) -> Self {
        Self {
            version: 1,
            file,
            platform: &report.platform,
            target: &report.target,
            image: Sizes { bytes: report.bytes, compressed: report.compressed },
            layers: report.layers.iter().map(layer).collect(),
            notes: &report.notes,
        }
    }
}

fn layer(layer: &LayerEstimate) -> Layer<'_> {
    Layer {
        line: layer.line,
        instruction: layer.keyword,
        stage: &layer.stage,
        bytes: layer.bytes,
        compressed: layer.compressed,
        parts: layer.parts.iter().map(part).collect(),
        notes: &layer.notes,
    }
}

fn part(part: &Part) -> PartEntry<'_> {
    PartEntry { what: &part.what, bytes: part.bytes, source: &part.source }
}
