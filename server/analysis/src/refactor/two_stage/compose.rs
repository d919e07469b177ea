//! The edits that write the two stages.

use syntax::{TextEdit, TextRange, edit};

use super::super::with_line_break;
use super::steps::Step;
use crate::Analysis;
use crate::model::{InstructionIndex, InstructionInfo, Stage};

/// The stage up to its last install becomes the builder; the second stage repeats of it what it needs,
/// and what follows stays where it is.
pub(super) fn edits(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    steps: &[(InstructionIndex, Step)],
    image: &str,
) -> Result<Vec<TextEdit>, String> {
    let last = steps.iter().rposition(|(_, step)| matches!(step, Step::First { .. }));
    let last = last.ok_or("nothing is installed or compiled")?;
    let upto = &steps[..=last];
    let builder = free_name(analysis);
    let mut edits = vec![named(analysis, stage, &builder).ok_or("FROM cannot be read")?];
    let instruction = |index: InstructionIndex| &analysis.model.instructions[index];
    edits.extend(
        upto.iter().filter(|(_, step)| *step == Step::Second).map(|(index, _)| {
            TextEdit::delete(with_line_break(analysis, instruction(*index).syntax.range()))
        }),
    );
    let end = instruction(upto[last].0).syntax.range().end();
    let second = second(analysis, stage, upto, &builder, image).ok_or("the steps overlap")?;
    let line_break = analysis.source.line_break();
    edits.push(TextEdit::insert(end, format!("{line_break}{line_break}{second}")));
    Ok(edits)
}

/// `builder`, or the first name like it that no stage has.
fn free_name(analysis: &Analysis<'_>) -> String {
    let is_taken = |name: &str| {
        analysis
            .model
            .stages
            .iter()
            .any(|stage| stage.name.is_some_and(|taken| taken.text.eq_ignore_ascii_case(name)))
    };
    let more = (2..).map(|number| format!("builder{number}"));
    let mut names = std::iter::once("builder".to_owned()).chain(more);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

/// FROM under the builder's name.
fn named(analysis: &Analysis<'_>, stage: &Stage<'_>, builder: &str) -> Option<TextEdit> {
    if let Some(name) = stage.name {
        return Some(TextEdit::replace(name.range, builder));
    }
    let from = &analysis.model.instructions[stage.from];
    let lower = from.syntax.keyword()?.text == "from";
    let word = if lower { "as" } else { "AS" };
    Some(TextEdit::insert(from.syntax.image()?.word.range().end(), format!(" {word} {builder}")))
}

/// The second stage as far as it repeats the first.
fn second(
    analysis: &Analysis<'_>,
    stage: &Stage<'_>,
    steps: &[(InstructionIndex, Step)],
    builder: &str,
    image: &str,
) -> Option<String> {
    let from = &analysis.model.instructions[stage.from];
    let end = analysis.model.instructions[steps.last()?.0].syntax.range().end();
    let mut edits = vec![TextEdit::replace(from.syntax.image()?.word.range(), image)];
    for (index, step) in steps {
        let info = &analysis.model.instructions[*index];
        edits.extend(match step {
            Step::Both | Step::Second => None,
            Step::Brought => Some(TextEdit::delete(with_line_break(analysis, info.syntax.range()))),
            Step::First { copies, owner, rest } => {
                let lines = lines(info, copies, owner.as_deref(), rest.as_deref(), builder)?;
                Some(match lines.as_slice() {
                    [] => TextEdit::delete(with_line_break(analysis, info.syntax.range())),
                    lines => TextEdit::replace(info.syntax.range(), lines.join(analysis.source.line_break())),
                })
            }
        });
    }
    let whole = TextRange::new(from.syntax.range().start(), end);
    let end_of_last = |range: TextRange| TextRange::new(range.start(), range.end().min(end));
    let moved = edits.into_iter().map(|edit| {
        let range = end_of_last(edit.range) - whole.start();
        TextEdit { range, ..edit }
    });
    let moved: Vec<TextEdit> = moved.collect();
    let text = edit::apply(analysis.source.slice(whole), &moved).ok()?;
    Some(text.trim_end().to_owned())
}

fn lines(
    info: &InstructionInfo<'_>,
    copies: &[String],
    owner: Option<&str>,
    rest: Option<&str>,
    builder: &str,
) -> Option<Vec<String>> {
    let keyword = info.syntax.keyword()?.text;
    let is_lower = keyword.chars().all(char::is_lowercase);
    let copy = if is_lower { "copy" } else { "COPY" };
    let chown = owner.map(|owner| format!("--chown={owner} ")).unwrap_or_default();
    let flags: String = info.syntax.flags().iter().map(|flag| format!("{} ", flag.text())).collect();
    let run = rest.map(|rest| format!("{keyword} {flags}{rest}"));
    let copied = copies.iter().map(|path| format!("{copy} --from={builder} {chown}{path} {path}"));
    Some(run.into_iter().chain(copied).collect())
}
