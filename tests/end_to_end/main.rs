//! End-to-end tests: the program as people and editors run it.

mod build_context;
mod cache_faults;
mod capabilities;
#[cfg(target_os = "linux")]
mod clock;
mod command_line;
#[allow(dead_code, reason = "shared with tests that need more of it")]
#[path = "../../server/external/tests/common/fault_server.rs"]
mod fault_server;
mod hostile_text;
mod library_facts;
mod process_faults;
mod progress;
mod registries;
mod requests;
mod runs_nothing;
mod sarif;
mod scene;
mod session;
mod shared_cache;
mod shellcheck;
mod workspace;

/// The program under test, built by cargo for this target.
const PROGRAM: &str = env!("CARGO_BIN_EXE_layerwise");
