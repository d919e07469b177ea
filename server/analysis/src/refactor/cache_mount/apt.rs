//! apt's packages and lists. Images of Debian and Ubuntu delete packages right after an install
//! (`docker-clean`), which has to go; and so has the clean-up of the lists, which would empty the mount.

use syntax::shell::{Command, Invocation};
use syntax::{Applicability, Fix, TextEdit};

use super::{has_mount, with_blank_before, without_command};
use crate::Analysis;
use crate::install::apt_install;
use crate::lint::support::commands::runs;
use crate::model::InstructionInfo;

const PACKAGES: &str = "/var/cache/apt";
const LISTS: &str = "/var/lib/apt/lists";

/// What the images of Debian and Ubuntu bring.
const DELETES_PACKAGES: &str = "/etc/apt/apt.conf.d/docker-clean";

pub(super) fn addition(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Fix> {
    let program = info.commands().iter().find_map(|command| {
        let found = command.invocation()?;
        apt_install(&found).map(|_| found.program.to_owned())
    })?;
    let is_plain = info.syntax.heredocs().is_empty() && info.syntax.json_array().is_none();
    let is_mounted = [PACKAGES, LISTS, "/var/lib/apt"].iter().any(|target| has_mount(info, target));
    if !is_plain || is_mounted || info.script().incomplete {
        return None;
    }
    let escape = analysis.model.escape;
    let line_break = analysis.source.line_break();
    let mount =
        |target: &str| format!(" --mount=type=cache,target={target},sharing=locked {escape}{line_break}   ");
    let mut edits = cleanups(analysis, info)?;
    let at = info.syntax.keyword()?.range.end();
    edits.push(TextEdit::insert(at, format!("{}{}", mount(PACKAGES), mount(LISTS))));
    let first = info.commands().first()?.range.at(info.start()).start();
    // Text of another edit may begin there: one of them would have to give way.
    let is_taken = edits.iter().any(|edit| edit.range.start() == first);
    let setup = setup(analysis, info, &program);
    if is_taken && !setup.is_empty() {
        return None;
    }
    if !setup.is_empty() {
        edits.push(TextEdit::insert(first, setup));
    }
    Fix::new("Keep apt's packages and lists in cache mounts", Applicability::Unsafe, edits)
}

/// Commands that make apt keep what it fetches, unless something before does that already.
fn setup(analysis: &Analysis<'_>, info: &InstructionInfo<'_>, program: &str) -> String {
    let Some(stage) = analysis.model.stage_of(info) else { return String::new() };
    let says = |part: &str| {
        analysis.model.ancestry(stage).any(|stage| {
            let instructions = analysis.model.stage_instructions(stage).iter();
            let mut upto = instructions.filter(|other| other.index <= info.index);
            upto.any(|other| other.syntax.text().contains(part))
        })
    };
    let mut setup = String::new();
    if !says("docker-clean") {
        setup.push_str(&format!("rm -f {DELETES_PACKAGES} && "));
    }
    // `apt-get` keeps packages by itself, `apt` does not.
    if program == "apt" && !says("Keep-Downloaded-Packages") {
        let setting = "Binary::apt::APT::Keep-Downloaded-Packages \\\"true\\\";";
        setup.push_str(&format!("echo \"{setting}\" > /etc/apt/apt.conf.d/keep-cache && "));
    }
    setup
}

/// Edits that leave out what empties the mounts; `None` where one of these commands has to stay.
fn cleanups(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Option<Vec<TextEdit>> {
    let mut edits = Vec::new();
    for (index, command) in info.commands().iter().enumerate() {
        let Some(found) = command.invocation() else { continue };
        if runs(command, &["apt-get", "apt", "aptitude"], &["clean", "autoclean", "distclean", "auto-clean"])
        {
            edits.push(without_command(analysis, info, index)?);
        } else if matches!(found.program, "rm" | "find") {
            edits.extend(removal(analysis, info, index, command, &found)?);
        }
    }
    // Two neighbours that both go would name the text between them twice.
    let mut ends: Vec<_> = edits.iter().map(|edit| (edit.range.start(), edit.range.end())).collect();
    ends.sort_unstable();
    ends.windows(2).all(|pair| pair[0].1 <= pair[1].0).then_some(edits)
}

/// `rm -rf /var/lib/apt/lists/* /tmp/*` loses its first path, and goes where none is left.
fn removal(
    analysis: &Analysis<'_>,
    info: &InstructionInfo<'_>,
    index: usize,
    command: &Command,
    found: &Invocation<'_>,
) -> Option<Vec<TextEdit>> {
    let is_apt = |word: &str| word.starts_with(PACKAGES) || word.starts_with("/var/lib/apt/lists");
    // `/var/lib/apt/*`, `/var/cache/*` and `/var/{lib/apt,cache}` hold more than the mounts.
    let holds_apt = |word: &str| {
        let stem = word.trim_end_matches(['*', '/']);
        let names_var =
            stem.len() > 1 && LISTS.starts_with(stem) || PACKAGES.starts_with(stem) && stem.len() > 1;
        !is_apt(word) && (names_var || word.contains('{') && word.contains("apt"))
    };
    let operands: Vec<_> = found.args.iter().filter(|word| !word.value.starts_with('-')).collect();
    if operands.iter().any(|word| holds_apt(&word.value)) {
        return None;
    }
    let gone: Vec<_> = operands.iter().filter(|word| is_apt(&word.value)).collect();
    if gone.is_empty() {
        return Some(Vec::new());
    }
    if gone.len() == operands.len() {
        return Some(vec![without_command(analysis, info, index)?]);
    }
    let word = |word: &&&syntax::shell::ShellWord| {
        TextEdit::delete(with_blank_before(analysis, word.range.at(info.start())))
    };
    (command.pipeline.is_none() && found.program == "rm").then(|| gone.iter().map(word).collect())
}
