//! Dockerfile text, its tree, and typed views over both.
//!
//! Offsets are bytes into the document everywhere; [`position`] converts at the edge.
//! Nothing here knows what an instruction means: no stages resolved, no rules, no LSP, no IO.
#![forbid(unsafe_code)]

pub mod ast;
pub mod continuation;
pub mod document;
pub mod edit;
pub mod expansion;
pub mod instruction_kind;
pub mod lines;
pub mod position;
mod reparse;
pub mod shell;
pub mod source;

pub use document::Document;
pub use edit::{Applicability, Fix, TextEdit};
pub use instruction_kind::InstructionKind;
pub use position::{Position, PositionEncoding, PositionRange};
pub use source::Source;
pub use text_size::{TextRange, TextSize};

/// A range from byte offsets of one document. Documents above 4 GiB are refused before this.
pub fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(offset(start), offset(end.max(start)))
}

/// An offset from a byte index. Saturates at 4 GiB, which no document reaches.
pub fn offset(index: usize) -> TextSize {
    TextSize::new(u32::try_from(index).unwrap_or(u32::MAX))
}

/// A range relative to the start of an instruction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LocalRange(pub TextRange);

impl LocalRange {
    /// The range in the document, for an instruction that begins at `start`.
    pub fn at(self, start: TextSize) -> TextRange {
        self.0 + start
    }

    /// The smallest range that holds both.
    pub fn cover(self, other: LocalRange) -> LocalRange {
        LocalRange(self.0.cover(other.0))
    }
}
