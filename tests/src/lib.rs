//! What end-to-end tests share. The tests themselves are targets of the package `layerwise`, because
//! cargo builds a program only for the tests of its own package; they lie beside this library.
#![forbid(unsafe_code)]

mod client;
mod command;
mod folder;
mod protocol;
mod server;

pub use client::{Client, Message, uri_of};
pub use command::{Output, run};
pub use folder::{Folder, example};
pub use server::serve;

use std::time::Duration;

/// Nothing in a test takes longer; a test that waits this long has failed.
pub const LIMIT: Duration = Duration::from_secs(20);
