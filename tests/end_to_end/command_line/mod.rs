//! The command line: what each command prints, and how it ends.

mod check;
mod misuse;
mod parse;
mod rewriting;
mod settings;
mod size;
mod tags;

use std::path::Path;

use layerwise_tests::{Output, run};
use serde_json::Value;

use crate::PROGRAM;

/// Two findings of practice, both with safe fixes.
const UNTIDY: &str = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n";

fn layerwise(folder: &Path, arguments: &[&str]) -> Output {
    run(PROGRAM, arguments, folder, b"")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}
