//! A last check on the merged text itself: it must read as the same commands in the same order.

use std::hash::{DefaultHasher, Hash, Hasher};

use syntax::shell::{Command, Script};
use syntax::{InstructionKind, Source, TextRange, edit};

use super::MergePlan;
use super::refusal::Refusal;
use super::seam::Seams;
use super::unit::Unit;
use crate::Analysis;

/// Parses the merged instruction alone and compares its commands with those of the units. The memo
/// keeps the verdict: a keystroke elsewhere checks nothing again.
pub(super) fn same_commands(
    analysis: &Analysis<'_>,
    units: &[Unit<'_>],
    seams: &Seams,
    plan: &MergePlan,
) -> Result<(), Refusal> {
    let Some(first) = units.first() else { return Err(Refusal::NothingToMerge) };
    let merged = merged_instruction(analysis, first, plan).ok_or(Refusal::Unreadable)?;
    let mut hasher = DefaultHasher::new();
    (analysis.model.escape, &merged).hash(&mut hasher);
    units.iter().for_each(|unit| unit.info.syntax.text().hash(&mut hasher));
    let is_same = analysis
        .inputs
        .memo
        .verdict(hasher.finish(), || reads_the_same(analysis, units, &merged, seams.needs_errexit));
    if is_same { Ok(()) } else { Err(Refusal::Unreadable) }
}

fn reads_the_same(
    analysis: &Analysis<'_>,
    units: &[Unit<'_>],
    merged: &str,
    has_errexit_in_front: bool,
) -> bool {
    let directive = if analysis.model.escape == '`' { "# escape=`\n" } else { "" };
    let source = Source::parse(&format!("{directive}FROM scratch\n{merged}\n"));
    let instructions = source.instructions();
    let [_, run] = instructions.as_slice() else { return false };
    let Some(joined) = run.shell_text(source.escape()).filter(|_| run.kind() == InstructionKind::Run) else {
        return false;
    };
    let script = Script::parse(&joined);
    let before = units.iter().flat_map(|unit| &unit.script.commands).map(words);
    let mut after = script.commands.iter().map(words);
    if has_errexit_in_front && after.next() != Some(vec!["set", "-e"]) {
        return false;
    }
    !script.incomplete && !script.structure.has_background && after.eq(before)
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
