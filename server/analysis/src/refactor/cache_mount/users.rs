//! Caches below a user's home: pip, uv, npm.

use syntax::shell::{Command, Invocation};
use syntax::{Applicability, Fix, TextEdit};

use super::{access, has_mount, is_root, with_blank_before};
use crate::Analysis;
use crate::install::{PipTool, pip_install};
use crate::model::InstructionInfo;

/// A cache, and the options that a mount makes pointless.
struct Cache {
    tool: &'static str,
    /// Relative to the home of the user.
    folder: &'static str,
    pointless: &'static [&'static str],
}

const PIP: Cache = Cache { tool: "pip", folder: ".cache/pip", pointless: &["--no-cache-dir"] };
const UV: Cache =
    Cache { tool: "uv", folder: ".cache/uv", pointless: &["--no-cache", "--no-cache-dir", "-n"] };
const NPM: Cache = Cache { tool: "npm", folder: ".npm", pointless: &[] };

pub(super) fn addition(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let found =
        info.commands().iter().filter_map(|command| Some((command, cache_of(&command.invocation()?)?)));
    let caches: Vec<(&Command, Cache)> = found.collect();
    let (_, cache) = caches.first()?;
    let target = format!("{}/{}", home(info)?, cache.folder);
    if has_mount(info, &target) {
        return None;
    }
    let pointless = caches.iter().filter(|(_, other)| other.tool == cache.tool);
    let mut edits: Vec<TextEdit> =
        pointless.flat_map(|(command, cache)| without_options(analysis, info, command, cache)).collect();
    let mount = format!(" --mount=type=cache,target={target}{}", access(info));
    edits.push(TextEdit::insert(info.syntax.keyword()?.range.end(), mount));
    let title = format!("Keep {}'s cache in a cache mount", cache.tool);
    Fix::new(title, Applicability::Unsafe, edits)
}

fn cache_of(invocation: &Invocation<'_>) -> Option<Cache> {
    if let Some(install) = pip_install(invocation) {
        return Some(if install.tool == PipTool::Uv { UV } else { PIP });
    }
    match (invocation.program, invocation.subcommand()?.value.as_str()) {
        ("uv", "sync") => Some(UV),
        ("npm", "ci" | "install") => Some(NPM),
        _ => None,
    }
}

/// `None` for a number: where that user lives is not known.
fn home(info: &InstructionInfo<'_>) -> Option<String> {
    if is_root(info) {
        return Some("/root".to_owned());
    }
    let name = info.user()?.split(':').next()?;
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    (!is_number).then(|| format!("/home/{name}"))
}

/// Takes options away together with the blank before them.
fn without_options(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    command: &Command,
    cache: &Cache,
) -> Vec<TextEdit> {
    let options = command.args.iter().filter(|arg| cache.pointless.contains(&arg.value.as_str()));
    options
        .map(|option| TextEdit::delete(with_blank_before(analysis, option.range.at(info.start()))))
        .collect()
}
