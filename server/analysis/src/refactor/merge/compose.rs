//! The text of a merged RUN, in the style of the file.

use syntax::shell::Nesting;
use syntax::{TextEdit, TextRange};

use super::seam::{Joint, Seams, Wrapper};
use super::unit::Unit;
use crate::Analysis;
use crate::model::InstructionInfo;

/// How the file breaks a chain over lines.
struct Style {
    /// What ends a line before its break.
    line_operator: &'static str,
    /// What begins the next line.
    next_operator: &'static str,
    indent: String,
    /// Escape character and line break.
    line_end: String,
}

/// Replaces the first RUN by the whole, and takes the others away with the lines before them.
/// Comments that stood between the instructions move along.
pub(super) fn edits(analysis: &Analysis<'_>, units: &[Unit<'_>], seams: &Seams) -> Vec<TextEdit> {
    let style = Style::of(analysis, units, seams.joint);
    let mut text = String::new();
    let mut edits = Vec::new();
    for (at, (unit, wrapper)) in units.iter().zip(&seams.wrappers).enumerate() {
        let command = wrapped(analysis.source.slice(unit.body), *wrapper);
        match at {
            0 if seams.needs_errexit => {
                text.push_str("set -e");
                style.append(&mut text, &[], &command);
            }
            0 => text.push_str(&command),
            _ => {
                let before = preceding(analysis, unit.info);
                let gap = TextRange::new(before.syntax.range().end(), unit.info.start());
                style.append(&mut text, &notes(analysis, gap, unit), &command);
                edits.push(TextEdit::delete(TextRange::new(gap.start(), unit.info.syntax.range().end())));
            }
        }
    }
    edits.extend(first_edits(analysis, units, text));
    edits
}

/// The whole text in place of the first command. A comment at its end moves above the instruction.
fn first_edits(analysis: &Analysis<'_>, units: &[Unit<'_>], text: String) -> Vec<TextEdit> {
    let Some(first) = units.first() else { return Vec::new() };
    let mut edits =
        vec![TextEdit::replace(TextRange::new(first.body.start(), first.info.syntax.range().end()), text)];
    if let Some(comment) = &first.structure().comment_after {
        let line = format!("{comment}{}", analysis.source.line_break());
        edits.push(TextEdit::insert(first.info.start(), line));
    }
    edits
}

fn wrapped(command: &str, wrapper: Wrapper) -> String {
    match wrapper {
        Wrapper::None => command.to_owned(),
        Wrapper::Group => format!("{{ {command}; }}"),
        Wrapper::Subshell => format!("( {command} )"),
    }
}

/// The instruction that stands right before another of the same plan.
fn preceding<'m>(analysis: &'m Analysis<'_>, info: &InstructionInfo<'_>) -> &'m InstructionInfo<'m> {
    // A unit that is not the first of its plan has an instruction before it.
    &analysis.model.instructions[info.index - 1]
}

/// Comment lines of the gap, and the comment at the end of the command.
fn notes(analysis: &Analysis<'_>, gap: TextRange, unit: &Unit<'_>) -> Vec<String> {
    let lines = analysis.source.slice(gap).lines().map(str::trim).filter(|line| line.starts_with('#'));
    lines.map(str::to_owned).chain(unit.structure().comment_after.clone()).collect()
}

/// The indentation at which commands begin, rather than their arguments: the most frequent one.
fn command_indent(analysis: &Analysis<'_>, units: &[Unit<'_>]) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for unit in units {
        for command in unit.script.commands.iter().filter(|command| command.nesting == Nesting::default()) {
            let start = usize::from(command.range.at(unit.info.start()).start());
            let line = analysis.source.text()[..start].rsplit('\n').next().unwrap_or_default();
            let is_first_in_line = line.trim_start().trim_start_matches("&&").trim().is_empty();
            let indent = indent_of(line);
            if !is_first_in_line || indent.is_empty() {
                continue;
            }
            match counts.iter_mut().find(|(known, _)| *known == indent) {
                Some((_, count)) => *count += 1,
                None => counts.push((indent, 1)),
            }
        }
    }
    // Of equally frequent ones the first.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(indent, _)| indent.to_owned())
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

impl Style {
    fn of(analysis: &Analysis<'_>, units: &[Unit<'_>], joint: Joint) -> Self {
        let continued = |unit: &Unit<'_>| -> Vec<String> {
            analysis.source.slice(unit.info.syntax.range()).lines().skip(1).map(str::to_owned).collect()
        };
        let lines: Vec<String> =
            units.iter().flat_map(continued).filter(|line| !line.trim().is_empty()).collect();
        let indent =
            command_indent(analysis, units).or_else(|| lines.first().map(|line| indent_of(line).to_owned()));
        let leads = lines.iter().any(|line| line.trim_start().starts_with("&&"));
        let (line_operator, next_operator) = match joint {
            Joint::Sequence => ("; ", ""),
            Joint::And if leads => (" ", "&& "),
            Joint::And => (" && ", ""),
        };
        Self {
            line_operator,
            next_operator,
            indent: indent.filter(|indent| !indent.is_empty()).unwrap_or_else(|| "    ".to_owned()),
            line_end: format!("{}{}", analysis.model.escape, analysis.source.line_break()),
        }
    }

    fn append(&self, text: &mut String, notes: &[String], command: &str) {
        let Self { line_operator, next_operator, indent, line_end } = self;
        let line_break = line_end.trim_start_matches(['\\', '`']);
        text.push_str(line_operator);
        text.push_str(line_end);
        for note in notes {
            text.push_str(&format!("{indent}{note}{line_break}"));
        }
        text.push_str(indent);
        text.push_str(next_operator);
        text.push_str(command);
    }
}
