//! `&&` and `||` at the start or the end of lines, as the style asks.

use syntax::{InstructionKind, Source, TextEdit};

use super::continued::{content, leading_blanks};
use super::lines::{Layout, Role};
use super::quotes::Quotes;
use super::style::{FormatStyle, OperatorPlacement};

const OPERATORS: [&str; 2] = ["&&", "||"];

pub(super) fn edits(source: &Source, style: &FormatStyle) -> Vec<TextEdit> {
    if style.operators == OperatorPlacement::Preserve || source.escape() != '\\' {
        return Vec::new();
    }
    let layout = Layout::of(source);
    let mut found = Vec::new();
    for (index, lines) in layout.code_lines().iter().enumerate() {
        let instruction = layout.instructions[index];
        // A comment after `&&` belongs to what follows; moving the operator over it would part them.
        let is_run = instruction.kind() == InstructionKind::Run && instruction.json_array().is_none();
        if is_run {
            of_instruction(&layout, lines, style.operators, &mut found);
        }
    }
    found
}

fn of_instruction(
    layout: &Layout<'_>,
    lines: &[usize],
    placement: OperatorPlacement,
    found: &mut Vec<TextEdit>,
) {
    let mut quotes = Quotes::default();
    for pair in lines.windows(2) {
        let (line, next) = (&layout.lines[pair[0]], &layout.lines[pair[1]]);
        let text = content(layout.text(line), layout.escape);
        quotes.read(text, layout.escape);
        let adjacent = layout.lines[pair[0] + 1..pair[1]]
            .iter()
            .all(|between| matches!(between.role, Role::Blank { .. }));
        if quotes.are_open() || !adjacent {
            continue;
        }
        let below = layout.text(next);
        let below_start = next.start + leading_blanks(below).len();
        let trimmed = text.trim_end_matches([' ', '\t']);
        match placement {
            OperatorPlacement::LineStart => {
                let Some(operator) = OPERATORS.into_iter().find(|operator| trimmed.ends_with(operator))
                else {
                    continue;
                };
                let rest = &trimmed[..trimmed.len() - operator.len()];
                // An escape or another operator makes it something else.
                let is_other = rest.ends_with(['\\', '&', '|']);
                let rest = rest.trim_end_matches([' ', '\t']);
                // The operator on its own line has nothing to move from.
                if rest.trim().is_empty()
                    || is_other
                    || !starts_plainly(&below[leading_blanks(below).len()..])
                {
                    continue;
                }
                let gap = syntax::range(line.start + rest.len(), line.start + text.len());
                found.push(TextEdit::replace(gap, " "));
                found.push(TextEdit::insert(syntax::offset(below_start), format!("{operator} ")));
            }
            OperatorPlacement::LineEnd => {
                let rest = &below[leading_blanks(below).len()..];
                let Some(operator) = OPERATORS.into_iter().find(|operator| rest.starts_with(operator)) else {
                    continue;
                };
                let after = rest[operator.len()..].trim_start_matches([' ', '\t']);
                if !starts_plainly(after) || trimmed.is_empty() {
                    continue;
                }
                let gap = syntax::range(line.start + trimmed.len(), line.start + text.len());
                found.push(TextEdit::replace(gap, format!(" {operator} ")));
                let moved = syntax::range(below_start, below_start + rest.len() - after.len());
                found.push(TextEdit::delete(moved));
            }
            OperatorPlacement::Preserve => {}
        }
    }
}

/// The line begins with a word of a command, not with another operator or a lone escape; nor with `#`,
/// which is a comment of the shell behind an operator and one of the Dockerfile at the start of a line.
fn starts_plainly(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['\\', '&', '|', ';', '#'])
}
