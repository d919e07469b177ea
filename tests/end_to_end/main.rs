//! End-to-end tests: the program as people and editors run it.

mod command_line;
mod library_facts;
mod progress;
mod requests;
mod session;

/// The program under test, built by cargo for this target.
const PROGRAM: &str = env!("CARGO_BIN_EXE_layerwise");
