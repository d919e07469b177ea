//! What a Dockerfile means: its model, lint rules, layer sizes and refactorings.
//!
//! Pure and synchronous. Nothing here knows LSP, tokio, the network or the file system:
//! facts about the outside world come through [`facts::FactStore`], files of the build context
//! through [`context::BuildContext`].
#![forbid(unsafe_code)]

pub mod analysis;
pub mod builds;
mod command_words;
pub mod context;
pub mod dates;
pub mod environment;
pub mod facts;
pub mod image_files;
pub mod image_path;
pub mod install;
pub mod lint;
pub mod model;
pub mod options;
pub mod refactor;
pub mod reference;
pub mod release_packages;
pub mod size;
pub mod spelling;
mod yaml;

pub use analysis::{Analysis, Inputs};
