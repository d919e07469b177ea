//! Facts about images, CUDA, Python and packages that are built into the program.
//!
//! No input or output: tables are embedded text (`data/*.tsv`), read when first asked for and
//! searched in place. Every table names its source and its date; [`summary()`] lists them.
//! `None` and empty mean "not known", never "does not exist", unless a docstring says so.
//! `data/regenerate` writes the tables that are not kept by hand.
#![forbid(unsafe_code)]

pub mod apt;
pub mod cuda_arch;
pub mod cuda_images;
pub mod distros;
pub mod env_variables;
pub mod images;
pub mod instructions;
pub mod ngc;
mod pattern;
pub mod python_archives;
pub mod python_packages;
pub mod renamed;
mod summary;
mod table;
pub mod version;
pub mod vocabulary;

pub use pattern::canonical_repository;
pub use summary::{TableSummary, summary};
