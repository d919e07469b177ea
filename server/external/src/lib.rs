//! Facts from outside: registries, package indexes, and the disk cache that keeps their answers.
//!
//! The only crate that touches the network. [`Store`] implements `analysis::facts::FactStore`:
//! it answers from memory and disk at once and fetches what was asked for behind.
//! Nothing here prints; events go to the caller, details to `tracing`.
#![forbid(unsafe_code)]

pub mod apt;
pub mod archive;
pub mod base;
pub mod cache;
pub mod config;
mod digest;
pub mod http;
pub mod hub;
pub mod model_hub;
pub mod node;
pub mod packages;
pub mod packed;
pub mod python;
pub mod registry;
pub mod store;
mod unpack;
#[doc(hidden)]
pub mod untrusted;

pub use config::{Config, PackagesConfig, RegistryConfig};
pub use store::{Event, FactKey, FetchReport, Store};
