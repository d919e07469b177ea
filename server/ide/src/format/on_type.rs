//! Formatting while one types: the indent of a line that continues the one above.

use syntax::{Source, TextEdit, TextSize};

use super::continued::{escape_at, leading_blanks};
use super::lines::{Layout, Role};
use super::style::FormatStyle;

/// The edit after a line break was typed; `offset` is where the cursor is now.
pub fn format_on_type(source: &Source, offset: TextSize, style: &FormatStyle) -> Vec<TextEdit> {
    indent(source, offset, style)
        .filter(|edit| source.slice(edit.range) != edit.new_text)
        .into_iter()
        .collect()
}

fn indent(source: &Source, offset: TextSize, style: &FormatStyle) -> Option<TextEdit> {
    let layout = Layout::of(source);
    let text = source.text();
    let at = usize::from(offset).min(text.len());
    let start = text.get(..at)?.rfind('\n')? + 1;
    let above = layout.lines.iter().rposition(|line| line.next <= start)?;
    // Over comments to the line that decides.
    let code = (0..=above).rev().find(|&line| !matches!(layout.lines[line].role, Role::Comment { .. }))?;
    let line = &layout.lines[code];
    let Role::Code { first, .. } = line.role else { return None };
    escape_at(layout.text(line), layout.escape)?;
    let wanted = match first {
        true => " ".repeat(style.indent),
        false => leading_blanks(layout.text(line)).to_owned(),
    };
    let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let leading = leading_blanks(&text[start..end]);
    Some(TextEdit::replace(syntax::range(start, start + leading.len()), wanted))
}
