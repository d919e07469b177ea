//! `layerwise`: the language server and the command line over the same analysis.
//!
//! Reading settings, files and the network, printing, and every word of LSP and clap live here;
//! what is said about a Dockerfile is decided in the crates below.
#![forbid(unsafe_code)]

mod cli;
mod facts;
mod failure;
mod fixes;
mod lsp;
mod settings;
mod shellcheck;
mod text;
#[doc(hidden)]
pub mod untrusted;
mod workspace;

pub use cli::run;
