//! A RUN starts in WORKDIR, which is made anew where it is missing. A merged command that follows a
//! `rm -rf` of that folder would stand in a folder that is gone.

use syntax::shell::{Invocation, ShellWord};

use super::refusal::Refusal;
use super::unit::Unit;

/// Folders that no image has for its WORKDIR, as far as an unknown one is concerned.
const NEVER_WORKDIR: [&str; 9] = [
    "/var/",
    "/tmp/",
    "/etc/",
    "/usr/share/",
    "/usr/bin/",
    "/usr/local/bin/",
    "/root/.cache",
    "/root/.local/bin/",
    "/usr/local/share/",
];

/// Refuses where the unit may remove the folder in which the next RUN starts.
pub(super) fn check_stays(unit: &Unit<'_>) -> Result<(), Refusal> {
    let workdir = unit.workdir().map(normalized);
    if workdir.as_deref() == Some("/") {
        return Ok(());
    }
    // Where the start is not known, folders are named relative to it.
    let mut folder = Some(workdir.clone().unwrap_or_default());
    for command in &unit.script.commands {
        let Some(invocation) = command.invocation() else { continue };
        match invocation.program {
            "cd" | "pushd" => {
                folder = invocation.args.first().and_then(|word| resolve(folder.as_deref(), word))
            }
            "popd" => folder = None,
            "rm" | "rmdir" | "mv"
                if removed(&invocation)
                    .into_iter()
                    .any(|word| may_remove(word, folder.as_deref(), workdir.as_deref())) =>
            {
                return Err(Refusal::WorkingDirectory);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Operands that name what is gone afterwards. A plain `rm` leaves folders alone; the last operand of
/// `mv` is where things go, which replaces a folder only with `-T`.
fn removed<'s>(invocation: &Invocation<'s>) -> Vec<&'s ShellWord> {
    let mut operands: Vec<&ShellWord> =
        invocation.args.iter().filter(|arg| !arg.value.starts_with('-')).collect();
    match invocation.program {
        "rm" if !invocation.has_option(&["-r", "-R", "-d", "--recursive", "--dir"]) => operands.clear(),
        "mv" if !invocation.has_option(&["-t", "-T", "--target-directory", "--no-target-directory"]) => {
            operands.pop();
        }
        _ => {}
    }
    operands
}

fn may_remove(word: &ShellWord, folder: Option<&str>, workdir: Option<&str>) -> bool {
    let Some(target) = target(folder, word) else { return true };
    match workdir {
        Some(workdir) => target.covers(workdir),
        // An unknown folder may be anywhere, but for places where nobody works.
        None if target.prefix.starts_with('/') => {
            !NEVER_WORKDIR.iter().any(|place| target.prefix.starts_with(place))
        }
        // What lies below the start is not the start itself.
        None => target.prefix.is_empty(),
    }
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

fn target(folder: Option<&str>, word: &ShellWord) -> Option<Target> {
    let value = word.value.as_str();
    let open_at = value.find(['*', '?', '[', '$', '`', '{', '~']);
    let literal = &value[..open_at.unwrap_or(value.len())];
    let is_glob = value.starts_with(['*', '?', '[']);
    if literal.is_empty() && !is_glob {
        return None;
    }
    if open_at.is_none() {
        return Some(Target { prefix: joined(folder, literal)?, is_open: false });
    }
    let prefix = match folder {
        _ if literal.starts_with('/') => literal.to_owned(),
        // In an unknown start a glob matches what lies in it.
        Some("") if is_glob => "*".to_owned(),
        Some("") => literal.to_owned(),
        folder => format!("{}/{literal}", folder?),
    };
    // `..` before an open end could lead anywhere.
    (!prefix.split('/').any(|part| part == "..")).then_some(Target { prefix, is_open: true })
}

fn resolve(folder: Option<&str>, word: &ShellWord) -> Option<String> {
    if !word.is_literal || word.value.starts_with(['-', '~']) || word.value.contains(['*', '?', '[']) {
        return None;
    }
    joined(folder, &word.value)
}

/// A path as seen from a folder, which is absolute, or relative to an unknown start. `None` where it
/// leads above that start.
fn joined(folder: Option<&str>, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(normalized(path));
    }
    let folder = folder?;
    if folder.starts_with('/') {
        return Some(normalized(&format!("{folder}/{path}")));
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Without `.`, `..` and doubled or final slashes. Links are not followed: a cd through one may
/// end elsewhere, but never above where it says by name.
fn normalized(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
