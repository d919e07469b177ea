//! What an editor sends.

pub use layerwise::untrusted::{session, settings};
