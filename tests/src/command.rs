//! Running a program to its end.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// What a program left behind.
#[derive(Debug)]
pub struct Output {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a program in a folder, with a text on its standard input, cut off from this machine's settings,
/// cache and credentials.
pub fn run(program: &str, arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut child = isolated(program, folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // A program that does not read its input closes the pipe: no failure.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    Output {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A command whose cache and Docker configuration lie in the folder, with no settings from outside.
pub fn isolated(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("LAYERWISE_CACHE_DIR", folder.join(".cache-of-test"))
        .env("DOCKER_CONFIG", folder.join(".docker-of-test"))
        .env("NO_COLOR", "1")
        .env_remove("LAYERWISE_CONFIG")
        .env_remove("LAYERWISE_OFFLINE");
    command
}
