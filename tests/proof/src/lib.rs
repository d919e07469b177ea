//! Proof by running: a Dockerfile's RUN instructions are executed in a throw-away root, before and
//! after a merge, and what they leave behind is compared.
//!
//! Needs root, `chroot`, dash, and the static busybox and bash of Debian; [`Lab::open`] says
//! what is missing.
#![forbid(unsafe_code)]

pub mod build;
pub mod generate;
pub mod lab;
pub mod merge;
pub mod plain;
pub mod tree;
pub mod typical;

pub use build::{Outcome, build};
pub use lab::Lab;
pub use merge::{Merged, analysed, merged, refactored};
