//! A small builder: executes the RUN instructions of one stage as BuildKit would, each in a process
//! group of its own, in the folder, environment and shell that the other instructions set.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use analysis::context::NoContext;
use analysis::facts::NoFacts;
use analysis::model::{InstructionInfo, Memo};
use analysis::options::Options;
use analysis::{Analysis, Inputs};
use syntax::{InstructionKind, Source};

use crate::lab::Lab;
use crate::tree::{self, Tree};

/// What came out of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Some RUN failed: nothing is left behind.
    Failed,
    Built(Tree),
}

/// Seconds that one RUN may take. All are done in milliseconds, but on a machine that stands still.
const TIME_LIMIT: &str = "60";

/// What `timeout` ends with when the time is up.
const TIMED_OUT: i32 = 124;

/// Builds the only stage of a Dockerfile in a fresh root. A RUN that takes too long is an error, not a
/// failed build.
pub fn build(lab: &Lab, dockerfile: &str) -> std::io::Result<Outcome> {
    let root = lab.root()?;
    reset_mounts(root.path())?;
    let source = Source::parse(dockerfile);
    let (options, memo) = (Options::default(), Memo::default());
    let inputs = Inputs { facts: &NoFacts, context: &NoContext, options: &options, memo: &memo };
    let analysis = Analysis::new(&source, inputs);
    for info in &analysis.model.instructions {
        let done = match info.kind() {
            InstructionKind::Run => run(lab, root.path(), &analysis, info)?,
            InstructionKind::Workdir => make_workdir(root.path(), &analysis, info)?,
            _ => true,
        };
        if !done {
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Built(tree::read(root.path())?))
}

fn make_workdir(root: &Path, analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> std::io::Result<bool> {
    let next = analysis.model.instructions.get(info.index + 1).and_then(|next| next.workdir());
    if let Some(workdir) = next {
        fs::create_dir_all(root.join(workdir.trim_start_matches('/')))?;
    }
    Ok(true)
}

/// Runs one instruction; true when it succeeded.
fn run(lab: &Lab, root: &Path, analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> std::io::Result<bool> {
    let argv = argv(analysis, info);
    let workdir = info.workdir().unwrap_or("/");
    let mut command = Command::new(lab.timeout());
    command.arg(TIME_LIMIT).arg(lab.chroot());
    if info.user() == Some("app") {
        command.arg("--userspec=1000:1000");
    }
    command.arg(root);
    // The folder is made where it is missing, as the runtime does for each container.
    command.args(["/bin/busybox", "sh", "-c", r#"mkdir -p "$0" && cd "$0" && exec "$@""#, workdir]);
    command.args(argv);
    command.env_clear().envs(environment(analysis, info));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status()?;
    reset_mounts(root)?;
    if status.code() == Some(TIMED_OUT) {
        return Err(std::io::Error::new(std::io::ErrorKind::TimedOut, info.syntax.text().to_owned()));
    }
    Ok(status.success())
}

fn argv(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<String> {
    match info.syntax.shell_text(analysis.model.escape) {
        Some(text) => info.shell.argv().iter().cloned().chain([text.text().to_owned()]).collect(),
        None => {
            let array = info.syntax.json_array();
            array.into_iter().flat_map(|array| array.strings()).map(|string| string.value).collect()
        }
    }
}

fn environment(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<(String, String)> {
    let own = analysis.model.visible_variables(info).into_iter().filter_map(|name| {
        let value = analysis.model.binding(&name, info)?.value?;
        Some((name, value))
    });
    let defaults = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/root")];
    defaults.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(own).collect()
}

/// These are mounted for each RUN: what it writes there is gone.
fn reset_mounts(root: &Path) -> std::io::Result<()> {
    let hosts = root.join("etc/hosts");
    if hosts.exists() {
        fs::remove_file(&hosts)?;
    }
    fs::write(&hosts, "127.0.0.1 localhost\n")?;
    let shm = root.join("dev/shm");
    if shm.exists() {
        fs::remove_dir_all(&shm)?;
    }
    fs::create_dir_all(shm)
}
