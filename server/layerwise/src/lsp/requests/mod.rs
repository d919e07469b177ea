//! One file for each request: positions in, the crates below asked, protocol types out.

pub mod code_action;
pub mod code_lens;
pub mod completion;
pub mod diagnostics;
pub mod hover;
pub mod inlay_hint;
