//! Puts a package manager's cache into a cache mount: the next build finds it, the layer does not
//! hold it.

use syntax::ast::Flag;
use syntax::shell::{Command, Invocation};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
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

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    if info.kind() != InstructionKind::Run {
        return Vec::new();
    }
    match mount_at(info, range) {
        Some(mount) => vec![removal(analysis, mount)],
        None => addition(analysis, info),
    }
}

/// The cache mount in which the cursor stands.
fn mount_at<'a>(info: &InstructionInfo<'a>, range: TextRange) -> Option<Flag<'a>> {
    let is_cache = |mount: &Flag<'_>| {
        mount
            .mount_option(&["type"])
            .and_then(|option| option.value)
            .is_some_and(|value| value.text() == "cache")
    };
    info.syntax.mounts().into_iter().find(|mount| is_cache(mount) && mount.range().intersect(range).is_some())
}

fn removal(analysis: &Analysis<'_>, mount: Flag<'_>) -> Fix {
    let edit = TextEdit::delete(with_blank_before(analysis, mount.range()));
    Fix::single("Remove the cache mount", Applicability::Unsafe, edit)
}

fn addition(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Vec<Fix> {
    let found =
        info.commands().iter().filter_map(|command| Some((command, cache_of(&command.invocation()?)?)));
    let caches: Vec<(&Command, Cache)> = found.collect();
    let Some((_, cache)) = caches.first() else { return Vec::new() };
    let target = format!("{}/{}", home(info), cache.folder);
    if has_mount(info, &target) {
        return Vec::new();
    }
    let pointless = caches.iter().filter(|(_, other)| other.tool == cache.tool);
    let mut edits: Vec<TextEdit> =
        pointless.flat_map(|(command, cache)| without_options(analysis, info, command, cache)).collect();
    let Some(keyword) = info.syntax.keyword() else { return Vec::new() };
    edits.push(TextEdit::insert(keyword.range.end(), format!(" --mount=type=cache,target={target}")));
    let title = format!("Keep {}'s cache in a cache mount", cache.tool);
    Fix::new(title, Applicability::Unsafe, edits).into_iter().collect()
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

fn home(info: &InstructionInfo<'_>) -> String {
    match info.user() {
        None | Some("root" | "0") => "/root".to_owned(),
        Some(user) => format!("/home/{}", user.split(':').next().unwrap_or(user)),
    }
}

fn has_mount(info: &InstructionInfo<'_>, target: &str) -> bool {
    let targets = info.syntax.mounts();
    targets
        .iter()
        .filter_map(|mount| mount.mount_option(&["target", "dst", "destination"])?.value)
        .any(|value| value.text() == target)
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

fn with_blank_before(analysis: &Analysis<'_>, range: TextRange) -> TextRange {
    let before = &analysis.source.text()[..usize::from(range.start())];
    let start = before.trim_end_matches([' ', '\t']).len();
    TextRange::new(syntax::offset(start), range.end())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn caches_move_into_mounts() {
        check(
            offer,
            "FROM x\nRUN <CURSOR>pip install --no-cache-dir torch && pip install --no-cache-dir numpy\n",
            "FROM x\nRUN --mount=type=cache,target=/root/.cache/pip pip install torch && pip install numpy\n",
        );
        check(
            offer,
            "FROM x\nUSER me\nRUN <CURSOR>uv sync\n",
            "FROM x\nUSER me\nRUN --mount=type=cache,target=/home/me/.cache/uv uv sync\n",
        );
        check_none(offer, "FROM x\nRUN --mount=type=cache,target=/root/.cache/pip <CURSOR>pip install a\n");
        check(offer, "FROM x\nRUN --mount=type=<CURSOR>cache,target=/c make\n", "FROM x\nRUN make\n");
        check_none(offer, "FROM x\nRUN <CURSOR>make\n");
    }
}
