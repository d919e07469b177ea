//! What a Dockerfile means: its model, lint rules, layer sizes and refactorings.
//!
//! Pure and synchronous. Nothing here knows LSP, tokio, the network or the file system:
//! facts about the outside world come through [`facts::FactStore`].
#![forbid(unsafe_code)]

pub mod facts;
pub mod reference;
