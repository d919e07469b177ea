//! Rewrites that leave what the build makes as it is.

pub mod merge;
