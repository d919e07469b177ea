//! A last check on the merged text itself: it must read as the same commands in the same order.

use syntax::shell::{Command, Script};
use syntax::{InstructionKind, Source, TextRange, edit};

use super::MergePlan;
use super::refusal::Refusal;
use super::unit::Unit;
use crate::Analysis;

/// Parses the merged instruction alone and compares its commands with those of the units.
pub(super) fn same_commands(
    analysis: &Analysis<'_>,
    units: &[Unit<'_>],
    plan: &MergePlan,
) -> Result<(), Refusal> {
    let Some(first) = units.first() else { return Err(Refusal::NothingToMerge) };
    let merged = merged_instruction(analysis, first, plan).ok_or(Refusal::Unreadable)?;
    let directive = if analysis.model.escape == '`' { "# escape=`\n" } else { "" };
    let source = Source::parse(&format!("{directive}FROM scratch\n{merged}\n"));
    let instructions = source.instructions();
    let run = match instructions.as_slice() {
        [_, run] if run.kind() == InstructionKind::Run => run,
        _ => return Err(Refusal::Unreadable),
    };
    let joined = run.shell_text(source.escape()).ok_or(Refusal::Unreadable)?;
    let script = Script::parse(&joined);
    let before = units.iter().flat_map(|unit| &unit.script.commands).map(words);
    if script.incomplete || script.structure.has_background || !script.commands.iter().map(words).eq(before) {
        return Err(Refusal::Unreadable);
    }
    Ok(())
}

/// The text of the first instruction after its edit.
fn merged_instruction(analysis: &Analysis<'_>, first: &Unit<'_>, plan: &MergePlan) -> Option<String> {
    let range: TextRange = first.info.syntax.range();
    let replaced = plan.edits.iter().find(|edit| edit.range.start() == first.body.start())?;
    let local = edit::TextEdit::replace(replaced.range - range.start(), replaced.new_text.clone());
    edit::apply(analysis.source.slice(range), [&local]).ok()
}

/// What a command says, without where it stands.
fn words(command: &Command) -> Vec<&str> {
    let assigned = command.assignments.iter().flat_map(|assignment| {
        [Some(assignment.name.as_str()), assignment.value.as_ref().map(|value| value.value.as_str())]
    });
    let redirected = command.redirects.iter().flat_map(|redirect| {
        [Some(redirect.operator.as_str()), redirect.target.as_ref().map(|target| target.value.as_str())]
    });
    let named = command.name.iter().chain(&command.args).map(|word| Some(word.value.as_str()));
    assigned.chain(named).chain(redirected).flatten().collect()
}
