//! stub
use std::process::ExitCode;
pub fn run(_: Option<u32>) -> ExitCode {
    ExitCode::SUCCESS
}
