//! Editor features: one module each, plain data in, plain data out.
//!
//! Every entry point takes an [`analysis::Analysis`] and byte offsets or ranges, and returns types of
//! this crate. Nothing here knows LSP, does IO or waits: what is not known yet is left out, and a
//! completion list says so with [`completion::Completions::is_incomplete`].
#![forbid(unsafe_code)]

pub mod base_images;
mod builds;
pub mod code_actions;
pub mod code_lens;
pub mod completion;
mod context;
pub mod dates;
pub mod definition;
mod describe;
mod digest;
pub mod file_rename;
mod files;
pub mod folding;
pub mod format;
pub mod hover;
mod image_uses;
pub mod inlay_hints;
mod known_images;
mod layers;
pub mod links;
pub mod markdown;
mod names;
pub mod references;
pub mod selection;
pub mod semantic_tokens;
pub mod signature_help;
mod stage;
pub mod symbols;
pub mod tags;
mod vocabulary;

#[cfg(test)]
mod fixture;
