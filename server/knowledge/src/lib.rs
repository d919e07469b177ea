#![forbid(unsafe_code)]
//! Facts that are built into the program.

pub mod apt;
pub mod cuda_images;
pub mod distros;
pub mod images;
pub mod instructions;
mod pattern;
pub mod python_packages;
mod table;
pub mod version;

pub use pattern::canonical_repository;
