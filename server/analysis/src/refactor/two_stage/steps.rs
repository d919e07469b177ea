//! The instructions of the stage, each with what two stages make of it.

use syntax::InstructionKind;
use syntax::shell::{Command, Connector, Nesting};

use super::commands::{Effect, effect};
use super::places::{SYSTEM_FOLDERS, Site};
use crate::Analysis;
use crate::command_words::expanded;
use crate::image_path::{absolute, below};
use crate::model::{InstructionIndex, InstructionInfo, Stage, copy_operands};

/// What the second stage does in place of an instruction of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Both stages have it as it is.
    Both,
    /// It says how to run the image, or uses what was installed: the second stage alone.
    Second,
    /// It installs or compiles: the second stage copies these, after `rest` of its script.
    First { copies: Vec<String>, owner: Option<String>, rest: Option<String> },
    /// It brings what is copied from the first stage anyway.
    Brought,
}

/// A step for each instruction after FROM. `Err` names the line that is not understood.
pub(super) fn of(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
) -> Result<Vec<(InstructionIndex, Step)>, String> {
    let mut steps = Vec::new();
    for info in analysis.model.stage_instructions(stage).iter().skip(1) {
        let step = match info.kind() {
            InstructionKind::Run => run(analysis, info).map_err(|reason| at_line(info, &reason))?,
            InstructionKind::Onbuild => return Err(at_line(info, "has a trigger for other images")),
            InstructionKind::Copy | InstructionKind::Add if counts_stages(info) => {
                return Err(at_line(info, "copies from a stage by its number"));
            }
            InstructionKind::Env if uses_linker_path(info) => linker_path(info)?,
            InstructionKind::Label
            | InstructionKind::Expose
            | InstructionKind::Cmd
            | InstructionKind::Entrypoint
            | InstructionKind::Healthcheck
            | InstructionKind::Stopsignal
            | InstructionKind::Volume
            | InstructionKind::Maintainer => Step::Second,
            _ => Step::Both,
        };
        steps.push((info.index, step));
    }
    settle(analysis, &mut steps);
    if steps.iter().any(|(_, step)| matches!(step, Step::First { copies, .. } if !copies.is_empty())) {
        Ok(steps)
    } else {
        Err("nothing is installed or compiled that a stage could hand on".to_owned())
    }
}

fn at_line(info: &InstructionInfo<'_>, reason: &str) -> String {
    let start = info.syntax.source().position(info.start(), syntax::PositionEncoding::Utf8);
    format!("line {} {reason}", start.line + 1)
}

/// `LIBRARY_PATH`, which the devel images alone set: for the linker.
pub(in crate::refactor) fn uses_linker_path(info: &InstructionInfo<'_>) -> bool {
    let text = info.syntax.text();
    text.contains("$LIBRARY_PATH") || text.contains("${LIBRARY_PATH")
}

/// Nothing links in the second stage.
fn linker_path(info: &InstructionInfo<'_>) -> Result<Step, String> {
    let is_alone = info.syntax.pairs().iter().all(|pair| pair.key.text() == "LIBRARY_PATH");
    if is_alone { Ok(Step::Brought) } else { Err(at_line(info, "uses LIBRARY_PATH among other things")) }
}

fn counts_stages(info: &InstructionInfo<'_>) -> bool {
    let from = info.syntax.flag("from").and_then(syntax::ast::Flag::raw_value);
    from.is_some_and(|from| from.text().bytes().all(|byte| byte.is_ascii_digit()))
}

/// A part of a script that stands or falls as one: a pipeline, `a || b`.
struct Part<'c> {
    commands: Vec<&'c Command>,
    effects: Vec<Effect>,
    /// After a `cd` of the script.
    is_moved: bool,
}

fn run(analysis: &Analysis<'_>, info: &InstructionInfo<'_>) -> Result<Step, String> {
    if info.script().incomplete || info.commands().is_empty() {
        return Err("cannot be read".to_owned());
    }
    let parts = parts(analysis, info)?;
    let effects = || parts.iter().flat_map(|part| &part.effects);
    let makes = effects().any(|effect| matches!(effect, Effect::Makes(_)));
    if !makes {
        let uses = effects().any(|effect| *effect == Effect::Uses);
        return Ok(if uses { Step::Second } else { Step::Both });
    }
    let mut copies: Vec<String> = Vec::new();
    for effect in effects() {
        match effect {
            Effect::Puts(paths) if paths.iter().any(|path| SYSTEM_FOLDERS.contains(&path.as_str())) => {
                return Err("puts files where they cannot be told from the rest".to_owned());
            }
            Effect::Makes(paths) | Effect::Puts(paths) => copies.extend(paths.iter().cloned()),
            Effect::Removes(gone) => {
                copies.retain(|path| !gone.iter().any(|gone| below(gone, path).is_some()))
            }
            _ => {}
        }
    }
    if let Some(odd) = copies.iter().find(|path| path.contains([' ', '$', '*', '"'])) {
        return Err(format!("installs into {odd}, which cannot be written as the source of a COPY"));
    }
    let user = info.user().map(str::to_owned);
    let owner = user.filter(|user| !matches!(user.as_str(), "root" | "0" | "root:root" | "0:0"));
    Ok(Step::First { copies, owner, rest: rest(info, &parts)? })
}

fn parts<'i>(analysis: &Analysis<'_>, info: &'i InstructionInfo<'_>) -> Result<Vec<Part<'i>>, String> {
    let mut folder = info.workdir().unwrap_or("/").to_owned();
    let mut is_moved = false;
    let mut parts: Vec<Part<'i>> = Vec::new();
    for (index, command) in info.commands().iter().enumerate() {
        let written = command;
        let lookup = |name: &str| analysis.model.binding(name, info)?.value;
        let command = expanded(command, &lookup);
        let site = Site { analysis, info, folder: folder.clone() };
        let effect = effect(&site, index, &command)?;
        let invocation = command.invocation();
        if let Some(cd) = invocation.filter(|found| matches!(found.program, "cd" | "pushd")) {
            let target = cd.args.first().ok_or("goes to a folder that is not named")?;
            if !target.is_literal {
                return Err("goes to a folder that is not known".to_owned());
            }
            folder = absolute(Some(&folder), &target.value);
            is_moved = true;
        }
        let joins =
            matches!(written.after, Connector::Pipe | Connector::Or) || written.nesting != Nesting::default();
        match parts.last_mut().filter(|_| joins) {
            Some(part) => {
                part.commands.push(written);
                part.effects.push(effect);
            }
            None => parts.push(Part { commands: vec![written], effects: vec![effect], is_moved }),
        }
    }
    Ok(parts)
}

/// What the second stage keeps of a script whose other parts install or compile.
fn rest(info: &InstructionInfo<'_>, parts: &[Part<'_>]) -> Result<Option<String>, String> {
    let is_build = |effect: &Effect| matches!(effect, Effect::Makes(_) | Effect::Puts(_));
    let heavy = |part: &&Part<'_>| part.effects.iter().any(is_build);
    let glue = |part: &&Part<'_>| part.effects.iter().all(|effect| *effect == Effect::Glue);
    let kept: Vec<&Part<'_>> = parts.iter().filter(|part| !heavy(part)).collect();
    let leaves =
        |part: &&Part<'_>| part.effects.iter().any(|effect| matches!(effect, Effect::Light | Effect::Uses));
    if parts.iter().filter(|part| heavy(part)).any(|part| leaves(&part)) {
        return Err("installs inside a script that cannot be taken apart".to_owned());
    }
    if !kept.iter().any(leaves) {
        return Ok(None);
    }
    let has_branches = parts.iter().any(|part| {
        part.commands.iter().any(|command| command.nesting != Nesting::default() && !is_guard(command))
    });
    if has_branches || !info.syntax.heredocs().is_empty() {
        return Err("installs inside a script that cannot be taken apart".to_owned());
    }
    if kept.iter().any(|part| part.is_moved && !glue(part) && depends_on_folder(part)) {
        return Err("changes the folder between its steps".to_owned());
    }
    let stays = |part: &&&Part<'_>| !is_change_of_folder(part);
    let text = |part: &&Part<'_>| {
        let (first, last) = (part.commands.first()?, part.commands.last()?);
        let range =
            syntax::TextRange::new(first.range.at(info.start()).start(), last.range.at(info.start()).end());
        Some(info.syntax.source().slice(range).to_owned())
    };
    let texts: Vec<String> = kept.iter().filter(stays).filter_map(text).collect();
    Ok(Some(texts.join(" && ")))
}

/// `a || true`: the right side of `||`.
fn is_guard(command: &Command) -> bool {
    let plain = Nesting { conditional: true, ..Nesting::default() };
    command.after == Connector::Or && command.nesting == plain
}

fn is_change_of_folder(part: &Part<'_>) -> bool {
    let moves = |command: &&Command| {
        command.name.as_ref().is_some_and(|name| matches!(name.value.as_str(), "cd" | "pushd" | "popd"))
    };
    part.commands.iter().all(moves)
}

/// A relative path among the arguments, but of a package manager, whose arguments are names.
fn depends_on_folder(part: &Part<'_>) -> bool {
    let managers = ["apt-get", "apt", "dnf", "yum", "ldconfig", "update-ca-certificates"];
    part.commands.iter().any(|command| {
        let program = command.name.as_ref().map_or("", |name| name.value.as_str());
        let is_relative = |value: &str| !value.starts_with(['-', '/']);
        !managers.contains(&program) && command.args.iter().any(|word| is_relative(&word.value))
    })
}

/// What a later step removes is not copied, nothing is copied twice, and what the build context brings
/// into a folder that is copied comes with it.
fn settle(analysis: &Analysis<'_>, steps: &mut [(InstructionIndex, Step)]) {
    let mut all: Vec<String> = Vec::new();
    for (_, step) in steps.iter_mut() {
        if let Step::First { copies, .. } = step {
            copies.sort();
            copies.dedup();
            copies.retain(|path| !all.iter().any(|above| below(above, path).is_some()));
            let own = copies.clone();
            copies.retain(|path| !own.iter().any(|other| other != path && below(other, path).is_some()));
            all.extend(copies.iter().cloned());
        }
    }
    let last = steps.iter().rposition(|(_, step)| matches!(step, Step::First { .. })).unwrap_or_default();
    for (index, step) in steps.iter_mut().take(last) {
        let info = &analysis.model.instructions[*index];
        let brings = matches!(info.kind(), InstructionKind::Copy | InstructionKind::Add);
        let destination = brings.then(|| copy_operands(&analysis.model, info).destination).flatten();
        let Some(destination) = destination.and_then(|destination| destination.value) else { continue };
        let destination = absolute(info.workdir(), &destination);
        if all.iter().any(|path| below(path, &destination).is_some()) {
            *step = Step::Brought;
        }
    }
}
