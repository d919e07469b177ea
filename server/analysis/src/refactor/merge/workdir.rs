//! A RUN starts in WORKDIR, which is made anew where it is missing. A merged command that follows a
//! `rm -rf` of that folder would stand in a folder that is gone.

use syntax::shell::{Command, Invocation};

use super::refusal::Refusal;
use super::unit::Unit;

/// Folders that no image has for its WORKDIR, as far as an unknown one is concerned.
const NEVER_WORKDIR: [&str; 6] =
    ["/var/", "/tmp/", "/etc/", "/usr/share/", "/root/.cache", "/usr/local/share/"];

/// Refuses where the unit may remove the folder in which the next RUN starts.
pub(super) fn check_stays(unit: &Unit<'_>) -> Result<(), Refusal> {
    let workdir = unit.workdir().map(normalized);
    if workdir.as_deref() == Some("/") {
        return Ok(());
    }
    let mut folder = workdir.clone();
    for command in &unit.script.commands {
        let Some(invocation) = command.invocation() else { continue };
        match invocation.program {
            "cd" | "pushd" => {
                folder = invocation.args.first().and_then(|word| resolve(folder.as_deref(), word))
            }
            "popd" => folder = None,
            "rm" | "rmdir" | "mv"
                if removes_folders(&invocation)
                    && may_remove(command, folder.as_deref(), workdir.as_deref()) =>
            {
                return Err(Refusal::WorkingDirectory);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A plain `rm` leaves folders alone.
fn removes_folders(invocation: &Invocation<'_>) -> bool {
    invocation.program != "rm" || invocation.has_option(&["-r", "-R", "-d", "--recursive", "--dir"])
}

fn may_remove(command: &Command, folder: Option<&str>, workdir: Option<&str>) -> bool {
    command.args.iter().filter(|arg| !arg.value.starts_with('-')).any(|arg| {
        match (workdir, target(folder, arg)) {
            (Some(workdir), Some(target)) => target.covers(workdir),
            // An unknown folder may be anywhere, but for places where nobody works.
            (None, Some(target)) => !NEVER_WORKDIR.iter().any(|place| target.prefix.starts_with(place)),
            (_, None) => true,
        }
    })
}

/// What an argument of `rm` names: a path, up to its first character that the shell expands.
struct Target {
    prefix: String,
    is_open: bool,
}

impl Target {
    /// The workdir is what is named, or lies in it.
    fn covers(&self, workdir: &str) -> bool {
        if self.is_open {
            return workdir.starts_with(&self.prefix) || self.prefix.is_empty();
        }
        workdir == self.prefix || workdir.strip_prefix(&self.prefix).is_some_and(|rest| rest.starts_with('/'))
    }
}

fn target(folder: Option<&str>, word: &syntax::shell::ShellWord) -> Option<Target> {
    let value = word.value.as_str();
    let open_at = value.find(['*', '?', '[', '$', '`', '{', '~']);
    let literal = &value[..open_at.unwrap_or(value.len())];
    let absolute = if literal.starts_with('/') {
        literal.to_owned()
    } else if literal.is_empty() && !value.starts_with(['*', '?', '[']) {
        return None;
    } else {
        format!("{}/{literal}", folder?)
    };
    if open_at.is_some() {
        // `..` before an open end could lead anywhere.
        return (!absolute.split('/').any(|part| part == ".."))
            .then_some(Target { prefix: absolute, is_open: true });
    }
    Some(Target { prefix: normalized(&absolute), is_open: false })
}

fn resolve(folder: Option<&str>, word: &syntax::shell::ShellWord) -> Option<String> {
    if !word.is_literal || word.value.starts_with(['-', '~']) || word.value.contains(['*', '?', '[']) {
        return None;
    }
    if word.value.starts_with('/') {
        return Some(normalized(&word.value));
    }
    Some(normalized(&format!("{}/{}", folder?, word.value)))
}

/// Without `.`, `..` and doubled or final slashes. Links are not followed: a cd through one may
/// end elsewhere, but never above where it says by name.
fn normalized(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
