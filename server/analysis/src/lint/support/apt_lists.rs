//! What a RUN does with apt's package lists.

use syntax::shell::Command;

use super::commands::{removes, runs};
use super::mounts::keeps_out;
use crate::model::InstructionInfo;

const APT: [&str; 3] = ["apt-get", "apt", "aptitude"];
const LISTS: &str = "/var/lib/apt/lists";

/// It fetches the lists and does not remove them, nor keeps them out of the layer.
pub fn keeps_lists(info: &InstructionInfo<'_>) -> bool {
    last_update(info).is_some_and(|(_, following)| !following.iter().any(removes_lists))
        && !keeps_out(info, LISTS)
}

/// It installs something before it fetches the lists.
pub fn needs_lists(info: &InstructionInfo<'_>) -> bool {
    let mut first = info.commands().iter().filter(|command| installs(command) || updates(command));
    first.next().is_some_and(installs)
}

/// The last update of a RUN, and the commands after it.
pub fn last_update<'i>(info: &'i InstructionInfo<'_>) -> Option<(&'i Command, &'i [Command])> {
    let commands = info.commands();
    let at = commands.iter().rposition(updates)?;
    Some((&commands[at], &commands[at + 1..]))
}

/// `rm` does, and newer versions of apt by themselves.
fn removes_lists(command: &Command) -> bool {
    removes(command, LISTS) || runs(command, &APT, &["dist-clean", "distclean"])
}

fn updates(command: &Command) -> bool {
    runs(command, &APT, &["update"])
}

pub fn installs(command: &Command) -> bool {
    runs(command, &APT, &["install", "upgrade", "dist-upgrade", "build-dep"])
}
