//! The program; everything that it does is in the library beside it.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    layerwise::run(std::env::args_os())
}
