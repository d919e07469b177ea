//! The sizes of an image's layers.

use super::bytes::Estimate;
use crate::model::InstructionIndex;

/// What the layers of one target come to.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeReport {
    /// `linux/amd64`
    pub platform: String,
    /// Name or number of the stage.
    pub target: String,
    /// Base and layers, on disk: bytes of regular files.
    pub bytes: Estimate,
    /// Base and layers as gzip blobs.
    pub compressed: Estimate,
    /// The base image, then every instruction of the stage's ancestry that makes a layer.
    pub layers: Vec<LayerEstimate>,
    /// What a reader should know: what was assumed, what would be smaller.
    pub notes: Vec<String>,
}

/// One layer; for FROM the whole base image.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerEstimate {
    pub instruction: InstructionIndex,
    /// Zero-based line on which the instruction begins.
    pub line: u32,
    /// In upper case.
    pub keyword: &'static str,
    /// Name or number of its stage.
    pub stage: String,
    pub bytes: Estimate,
    pub compressed: Estimate,
    /// What adds up to `bytes`, largest first.
    pub parts: Vec<Part>,
    /// What was assumed for this layer, or would be smaller.
    pub notes: Vec<String>,
}

/// A part of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// A package, file or kind of file.
    pub what: String,
    /// `None` where it is unknown; negative where something is removed.
    pub bytes: Option<i64>,
    /// Where the figure comes from, with its date.
    pub source: String,
}
