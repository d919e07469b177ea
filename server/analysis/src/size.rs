//! Layer sizes before anything is built: low, best and high, with the parts and their sources.

mod bytes;
mod report;

pub use bytes::{Confidence, Estimate, human};
pub use report::{LayerEstimate, Part, SizeReport};
