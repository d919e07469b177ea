//! A layer while it is being added up.

use super::bytes::Estimate;
use super::constants::Factor;
use super::report::{LayerEstimate, Part};
use crate::Analysis;
use crate::model::InstructionInfo;

/// Something that a layer holds, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub what: String,
    /// Absolute path of the file or folder; empty where it is spread over the file system.
    pub path: String,
    pub bytes: Estimate,
    pub compressed: Estimate,
    pub source: String,
}

impl Piece {
    /// A piece that gzip brings down to a share of its size.
    pub fn new(
        what: impl Into<String>,
        path: impl Into<String>,
        bytes: Estimate,
        gzip: Factor,
        source: impl Into<String>,
    ) -> Self {
        let compressed = bytes.scaled(gzip.low, gzip.best, gzip.high);
        Self { what: what.into(), path: path.into(), bytes, compressed, source: source.into() }
    }

    /// Something whose size nobody knows before the build.
    pub fn unknown(what: impl Into<String>, path: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            path: path.into(),
            bytes: Estimate::UNKNOWN,
            compressed: Estimate::UNKNOWN,
            source: why.into(),
        }
    }

    /// It may not be there: the low end becomes zero.
    pub fn make_optional(&mut self) {
        for estimate in [&mut self.bytes, &mut self.compressed] {
            estimate.low = estimate.low.map(|_| 0);
            estimate.confidence = estimate.confidence.min(super::bytes::Confidence::Estimated);
        }
    }
}

/// What a layer holds, and what a reader should know about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Draft {
    pub pieces: Vec<Piece>,
    pub notes: Vec<String>,
}

impl Draft {
    pub fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    /// Adds a note once.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// The layer of an instruction; parts largest first, unknown ones last.
    pub fn layer(&self, analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> LayerEstimate {
        let mut parts: Vec<Part> = self.pieces.iter().map(part).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.bytes));
        LayerEstimate {
            instruction: info.index,
            line: line_of(analysis, info),
            keyword: info.kind().keyword(),
            stage: analysis.model.stage_of(info).map(crate::model::Stage::label).unwrap_or_default(),
            bytes: total(self.pieces.iter().map(|piece| piece.bytes)),
            compressed: total(self.pieces.iter().map(|piece| piece.compressed)),
            parts,
            notes: self.notes.clone(),
        }
    }
}

/// A sum in which nothing but unknown parts is unknown, not "at least nothing".
pub(crate) fn total(estimates: impl Iterator<Item = Estimate>) -> Estimate {
    let estimates: Vec<Estimate> = estimates.collect();
    let has_known = estimates.iter().any(|estimate| estimate.best.is_some_and(|best| best > 0));
    let has_unknown = estimates.iter().any(Estimate::is_unknown);
    if has_unknown && !has_known { Estimate::UNKNOWN } else { estimates.into_iter().sum() }
}

fn part(piece: &Piece) -> Part {
    Part {
        what: piece.what.clone(),
        bytes: piece.bytes.best.and_then(|bytes| i64::try_from(bytes).ok()),
        source: piece.source.clone(),
    }
}

fn line_of(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> u32 {
    let encoding = syntax::position::PositionEncoding::Utf8;
    analysis.source.position(info.start(), encoding).line
}
