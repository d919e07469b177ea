//! Lines of instructions: indents, blanks at line ends, blanks before the escape character.
//!
//! What is nested stays nested: all lines of an instruction move by the same number of columns.

use syntax::ast::Instruction;
use syntax::continuation::continuation_start;
use syntax::{InstructionKind, TextEdit};

use super::lines::{Layout, Line, Role};
use super::quotes::Quotes;
use super::style::FormatStyle;

/// Columns of a tab.
const TAB_WIDTH: usize = 4;

pub(super) fn edits(layout: &Layout<'_>, style: &FormatStyle) -> Vec<TextEdit> {
    let mut found: Vec<TextEdit> = Vec::new();
    let mut indents = vec![None; layout.lines.len()];
    for (index, lines) in layout.code_lines().iter().enumerate() {
        if is_free_text(&layout.instructions[index]) {
            found.extend(lines.first().map(|&first| unindented(layout, &layout.lines[first])));
        } else {
            instruction(layout, style, lines, &mut indents, &mut found);
        }
    }
    // A comment goes with the line that it stands above, blank lines between them left out.
    let mut below: Option<&String> = None;
    for (line, indent) in layout.lines.iter().zip(&indents).rev() {
        match line.role {
            Role::Code { .. } => below = indent.as_ref(),
            Role::Comment { inside } => {
                comment(layout, line, inside.and(below), inside.is_some(), &mut found)
            }
            Role::Blank { .. } => {}
            Role::Verbatim => below = None,
        }
    }
    found
}

/// All blanks of `ENV key value` belong to the value, those of continued lines too.
fn is_free_text(instruction: &Instruction<'_>) -> bool {
    let instruction = instruction.trigger().unwrap_or(*instruction);
    match instruction.kind() {
        InstructionKind::Env | InstructionKind::Label => {
            instruction.pairs().iter().any(|pair| !pair.has_equals)
        }
        InstructionKind::Maintainer | InstructionKind::Unknown => true,
        _ => false,
    }
}

fn unindented(layout: &Layout<'_>, line: &Line) -> TextEdit {
    let leading = leading_blanks(layout.text(line));
    TextEdit::delete(syntax::range(line.start, line.start + leading.len()))
}

/// What is known of a code line.
struct CodeLine {
    line: usize,
    columns: usize,
    /// Its indent may change without changing a word.
    is_free: bool,
    /// Nothing stands before its escape character: it has no say in where the others begin.
    is_empty: bool,
}

fn instruction(
    layout: &Layout<'_>,
    style: &FormatStyle,
    lines: &[usize],
    indents: &mut [Option<String>],
    found: &mut Vec<TextEdit>,
) {
    let mut quotes = Quotes::default();
    let mut glued = false;
    let mut rest: Vec<CodeLine> = Vec::new();
    for (nth, &at) in lines.iter().enumerate() {
        let line = &layout.lines[at];
        let text = layout.text(line);
        let leading = leading_blanks(text);
        let quoted = quotes.are_open();
        let content = content(text, layout.escape);
        let is_empty = content.trim().is_empty();
        match nth {
            0 => found.push(unindented(layout, line)),
            _ => {
                let is_free = !quoted && !(leading.is_empty() && (glued || is_empty));
                rest.push(CodeLine { line: at, columns: columns(leading), is_free, is_empty });
            }
        }
        quotes.read(content, layout.escape);
        // Over a line without text the words of its neighbours may touch.
        glued = if content.is_empty() { glued } else { !content.ends_with([' ', '\t']) };
        found.extend(line_end(layout, line, quotes.are_open()));
    }
    // Of other escape characters other shells are likely, whose quotes we do not know.
    if layout.escape == '\\' {
        indent(layout, style, &rest, indents, found);
    }
}

fn indent(
    layout: &Layout<'_>,
    style: &FormatStyle,
    lines: &[CodeLine],
    indents: &mut [Option<String>],
    found: &mut Vec<TextEdit>,
) {
    let free = || lines.iter().filter(|line| line.is_free);
    let Some(base) = free().filter(|line| !line.is_empty).map(|line| line.columns).min() else { return };
    for code in free() {
        let line = &layout.lines[code.line];
        let leading = leading_blanks(layout.text(line));
        let wanted = match base == style.indent {
            true => leading.to_owned(),
            false => " ".repeat(code.columns.saturating_sub(base) + style.indent),
        };
        found.push(TextEdit::replace(syntax::range(line.start, line.start + leading.len()), wanted.clone()));
        indents[code.line] = Some(wanted);
    }
}

fn comment(
    layout: &Layout<'_>,
    line: &Line,
    below: Option<&String>,
    is_inside: bool,
    found: &mut Vec<TextEdit>,
) {
    let text = layout.text(line);
    let leading = leading_blanks(text);
    let kept = if is_inside { leading } else { "" };
    let wanted = below.map_or(kept, String::as_str);
    found.push(TextEdit::replace(syntax::range(line.start, line.start + leading.len()), wanted));
    let trimmed = without_blanks(text);
    found.push(TextEdit::delete(syntax::range(line.start + trimmed, line.end)));
}

/// Bytes of a line without the blanks at its end. Blanks behind a carriage return stay: it would become a part
/// of the line break.
fn without_blanks(text: &str) -> usize {
    let trimmed = text.trim_end_matches([' ', '\t']);
    if trimmed.ends_with('\r') { text.len() } else { trimmed.len() }
}

/// One blank before the escape character where there are several, none after it, none at line ends.
fn line_end(layout: &Layout<'_>, line: &Line, in_quotes: bool) -> Option<TextEdit> {
    let text = layout.text(line);
    let escape = layout.escape;
    let Some(at) = escape_at(text, escape) else {
        let trimmed = without_blanks(text);
        return Some(TextEdit::delete(syntax::range(line.start + trimmed, line.end)));
    };
    let before = text[..at].trim_end_matches([' ', '\t']).len();
    let keeps_blanks = in_quotes || before == 0;
    if keeps_blanks {
        return Some(TextEdit::delete(syntax::range(line.start + at + escape.len_utf8(), line.end)));
    }
    let blank = if before < at { " " } else { "" };
    Some(TextEdit::replace(syntax::range(line.start + before, line.end), format!("{blank}{escape}")))
}

/// Where the escape character stands that continues a line.
pub(super) fn escape_at(text: &str, escape: char) -> Option<usize> {
    continuation_start(&format!("{text}\n"), escape)
}

/// A line up to its continuation.
pub(super) fn content(text: &str, escape: char) -> &str {
    &text[..escape_at(text, escape).unwrap_or(text.len())]
}

pub(super) fn leading_blanks(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
}

fn columns(blanks: &str) -> usize {
    blanks.bytes().map(|b| if b == b'\t' { TAB_WIDTH } else { 1 }).sum()
}
