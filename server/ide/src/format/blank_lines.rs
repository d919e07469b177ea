//! Blank lines: as many as the style allows between instructions, none inside them, one before each stage,
//! a line break at the end.

use syntax::TextEdit;

use super::continued::escape_at;
use super::lines::{Layout, Line, Role};
use super::style::FormatStyle;

pub(super) fn edits(layout: &Layout<'_>, style: &FormatStyle) -> Vec<TextEdit> {
    let mut found = Vec::new();
    let mut run: Vec<&Line> = Vec::new();
    let mut seen_text = false;
    for line in &layout.lines {
        match line.role {
            Role::Blank { inside: Some(_) } => found.push(delete(line)),
            Role::Blank { inside: None } => run.push(line),
            _ => {
                between(layout, style, &run, line, seen_text, &mut found);
                run.clear();
                seen_text = true;
            }
        }
    }
    at_end(layout, &run, &mut found);
    if style.blank_line_before_stage {
        found.extend(before_stages(layout));
    }
    found
}

fn delete(line: &Line) -> TextEdit {
    TextEdit::delete(syntax::range(line.start, line.next))
}

fn between(
    layout: &Layout<'_>,
    style: &FormatStyle,
    run: &[&Line],
    next: &Line,
    seen_text: bool,
    found: &mut Vec<TextEdit>,
) {
    // A comment that comes to the top of the file could become a directive.
    let keep = match (seen_text, next.role) {
        (true, _) => style.max_blank_lines.max(1),
        (false, Role::Comment { .. } | Role::Verbatim) => run.len(),
        (false, _) => 0,
    };
    for (nth, line) in run.iter().enumerate() {
        if nth >= keep {
            found.push(delete(line));
        } else if !layout.text(line).is_empty() {
            found.push(TextEdit::delete(syntax::range(line.start, line.end)));
        }
    }
}

/// Blank lines at the end go; a missing line break comes.
fn at_end(layout: &Layout<'_>, run: &[&Line], found: &mut Vec<TextEdit>) {
    let last = layout.lines.iter().rfind(|line| !matches!(line.role, Role::Blank { inside: None }));
    let Some(last) = last else { return };
    // Whatever comes after an open continuation belongs to it.
    if escape_at(layout.text(last), layout.escape).is_some() {
        return;
    }
    if last.next == last.end {
        found.push(TextEdit::insert(syntax::offset(last.end), layout.source.line_break()));
    }
    found.extend(run.iter().map(|line| delete(line)));
}

/// Where a stage, with the comments right above it, follows another line.
fn before_stages(layout: &Layout<'_>) -> Vec<TextEdit> {
    let froms = (0..layout.lines.len()).filter(|&at| layout.is_from(&layout.lines[at]));
    froms
        .filter_map(|from| {
            let is_comment = |at: usize| matches!(layout.lines[at].role, Role::Comment { inside: None });
            let first = (0..from).rev().take_while(|&at| is_comment(at)).last().unwrap_or(from);
            let above = layout.lines.get(first.checked_sub(1)?)?;
            let ends_code = match above.role {
                Role::Code { .. } => true,
                // The last line of a heredoc, not a directive.
                Role::Verbatim => layout
                    .instruction_at(syntax::offset(above.end))
                    .is_some_and(|index| !layout.instructions[index].is_template()),
                _ => false,
            };
            let at = syntax::offset(layout.lines[first].start);
            ends_code.then(|| TextEdit::insert(at, layout.source.line_break()))
        })
        .collect()
}
