//! Formatting. It moves blanks, line breaks between instructions and the case of keywords, and nothing
//! else: the build reads the same instructions, words and scripts before and after.
//!
//! `lines` (what each line is) <- `continued`, `gaps`, `blank_lines`, `operators` (one concern each) <- here.

mod blank_lines;
mod continued;
mod gaps;
mod lines;
mod on_type;
mod operators;
mod quotes;
mod style;

use syntax::{Source, TextEdit, TextRange};

use lines::Layout;

pub use on_type::format_on_type;
pub use style::{FormatStyle, KeywordCase, OperatorPlacement};

/// The edits that format a file, in document order; none when it is formatted, and none while the end of a
/// heredoc is missing: a blank less could make it of any line below.
pub fn format(source: &Source, style: &FormatStyle) -> Vec<TextEdit> {
    if lacks_heredoc_end(source) {
        return Vec::new();
    }
    let layout = Layout::of(source);
    let mut edits = gaps::edits(source, style);
    edits.extend(continued::edits(&layout, style));
    edits.extend(blank_lines::edits(&layout, style));
    edits.retain(|edit| source.slice(edit.range) != edit.new_text);
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    edits
}

fn lacks_heredoc_end(source: &Source) -> bool {
    let escape = source.escape();
    source.text().contains("<<")
        && source.instructions().into_iter().any(|one| one.unterminated_heredoc(escape).is_some())
}

/// A formatted text. Moving `&&` changes lines, so it is a pass of its own, before the others.
pub fn format_text(text: &str, style: &FormatStyle) -> String {
    let source = Source::parse(text);
    if lacks_heredoc_end(&source) {
        return text.to_owned();
    }
    let moved = apply(text, &operators::edits(&source, style));
    let source = Source::parse(&moved);
    apply(&moved, &format(&source, style))
}

/// Edits of a whole file, the moving of operators included.
pub fn format_document(source: &Source, style: &FormatStyle) -> Vec<TextEdit> {
    if lacks_heredoc_end(source) || operators::edits(source, style).is_empty() {
        return format(source, style);
    }
    let formatted = format_text(source.text(), style);
    vec![TextEdit::replace(syntax::range(0, source.text().len()), formatted)]
}

/// Edits of the instructions that a range touches.
pub fn format_range(source: &Source, range: TextRange, style: &FormatStyle) -> Vec<TextEdit> {
    let whole = source
        .instructions()
        .into_iter()
        .map(|instruction| instruction.range())
        .filter(|own| own.start() <= range.end() && range.start() <= own.end())
        .fold(range, |whole, own| whole.cover(own));
    let mut edits = format(source, style);
    edits.retain(|edit| whole.contains_range(edit.range));
    edits
}

/// Our own edits never overlap; a text that they do not fit stays as it is.
fn apply(text: &str, edits: &[TextEdit]) -> String {
    syntax::edit::apply(text, edits).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests;
