//! Edits and fixes in byte offsets. The editor and the command line share [`apply`].

use std::fmt;

use text_size::{TextRange, TextSize};

/// Replaces a range by a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextEdit {
    pub range: TextRange,
    pub new_text: String,
}

impl TextEdit {
    pub fn replace(range: TextRange, new_text: impl Into<String>) -> Self {
        Self { range, new_text: new_text.into() }
    }

    pub fn insert(at: TextSize, new_text: impl Into<String>) -> Self {
        Self::replace(TextRange::empty(at), new_text)
    }

    pub fn delete(range: TextRange) -> Self {
        Self::replace(range, "")
    }
}

/// How far a fix may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// Shown, never applied by a command.
    Display,
    /// May change what the build leaves behind.
    Unsafe,
    /// Leaves the build's result as it is, but for what the finding is about.
    Safe,
}

/// A titled set of edits. They are sorted and disjoint, by construction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    pub title: String,
    pub applicability: Applicability,
    edits: Vec<TextEdit>,
}

impl Fix {
    /// Sorts the edits. `None` when two of them overlap: such a fix has no meaning.
    pub fn new(title: impl Into<String>, applicability: Applicability, edits: Vec<TextEdit>) -> Option<Self> {
        let edits = sorted(edits)?;
        Some(Self { title: title.into(), applicability, edits })
    }

    /// A fix of one edit.
    pub fn single(title: impl Into<String>, applicability: Applicability, edit: TextEdit) -> Self {
        Self { title: title.into(), applicability, edits: vec![edit] }
    }

    /// The same fix for a text that stands at `to` instead of at `from`, where no edit lies before `from`.
    #[must_use]
    pub fn moved(mut self, from: TextSize, to: TextSize) -> Self {
        for edit in &mut self.edits {
            edit.range = edit.range - from + to;
        }
        self
    }

    pub fn edits(&self) -> &[TextEdit] {
        &self.edits
    }

    /// From the start of the first edit to the end of the last.
    pub fn range(&self) -> Option<TextRange> {
        Some(TextRange::new(self.edits.first()?.range.start(), self.edits.last()?.range.end()))
    }
}

/// Edits that overlap, lie outside the text or cut a character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidEdits;

impl fmt::Display for InvalidEdits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("edits overlap or lie outside the text")
    }
}

impl std::error::Error for InvalidEdits {}

/// Applies edits that do not overlap, in any order.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e TextEdit>) -> Result<String, InvalidEdits> {
    let mut edits: Vec<&TextEdit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        let (start, end) = (usize::from(edit.range.start()), usize::from(edit.range.end()));
        let between = text.get(copied..start).ok_or(InvalidEdits)?;
        text.get(start..end).ok_or(InvalidEdits)?;
        result.push_str(between);
        result.push_str(&edit.new_text);
        copied = end;
    }
    result.push_str(&text[copied..]);
    Ok(result)
}

fn sorted(mut edits: Vec<TextEdit>) -> Option<Vec<TextEdit>> {
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    let disjoint = edits.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
    disjoint.then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> TextEdit {
        TextEdit::replace(TextRange::new(start.into(), end.into()), text)
    }

    #[test]
    fn edits_apply_in_any_order() {
        let edits = [edit(4, 5, "!"), edit(0, 1, "Z"), edit(2, 2, "-")];
        assert_eq!(apply("abcde", &edits).as_deref(), Ok("Zb-cd!"));
    }

    #[test]
    fn edits_that_make_no_sense_are_refused() {
        assert_eq!(apply("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(InvalidEdits));
        assert_eq!(apply("abc", &[edit(2, 9, "")]), Err(InvalidEdits));
        assert_eq!(apply("ß", &[edit(1, 2, "")]), Err(InvalidEdits));
        assert!(Fix::new("t", Applicability::Safe, vec![edit(0, 2, ""), edit(1, 3, "")]).is_none());
    }
}
