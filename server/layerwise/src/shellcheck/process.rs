//! One run of the program: script in, JSON out, within a deadline.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use analysis::facts::{ScriptComment, ShellScript};

use super::output;

/// A script of a Dockerfile takes some 50 ms.
const DEADLINE: Duration = Duration::from_secs(5);
/// A remark has some 300 bytes.
const MAX_OUTPUT: u64 = 1 << 20;

/// What the program says about a script. `folder` is empty, so that nothing there can be read.
///
/// # Errors
/// One clause: it does not start, takes too long, says too much or no JSON.
pub fn run(program: &Path, folder: &Path, script: &ShellScript) -> Result<Vec<ScriptComment>, String> {
    let mut child = start(program, folder, script).map_err(|error| format!("it does not start ({error})"))?;
    let answer = converse(&mut child, &script.text);
    // Most have ended by now; one that has not is not waited for.
    let _ = child.kill();
    let _ = child.wait();
    output::parse(&answer?, &script.text)
}

fn start(program: &Path, folder: &Path, script: &ShellScript) -> std::io::Result<Child> {
    Command::new(program)
        .args(["--norc", "--format=json1", "--severity=style"])
        .arg(format!("--shell={}", script.dialect.name()))
        .arg("-")
        .current_dir(folder)
        .env_remove("SHELLCHECK_OPTS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Writes and reads at the same time, so that neither side waits for the other for ever.
fn converse(child: &mut Child, text: &str) -> Result<Vec<u8>, String> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("it has no standard input or output".to_owned());
    };
    let text = text.to_owned();
    // Ends with the program at the latest: nobody reads then.
    thread::spawn(move || stdin.write_all(text.as_bytes()));
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(MAX_OUTPUT + 1).read_to_end(&mut bytes);
        let _ = sender.send(read.map(|_| bytes)); // nobody waits any more after the deadline
    });
    match answer.recv_timeout(DEADLINE) {
        Ok(Ok(bytes)) if bytes.len() as u64 > MAX_OUTPUT => Err("it says more than a megabyte".to_owned()),
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(format!("its answer cannot be read ({error})")),
        Err(_) => Err(format!("it took more than {} seconds", DEADLINE.as_secs())),
    }
}
