//! Logical lines: physical lines joined at the escape character, comment lines left out.

use std::borrow::Cow;
use std::ops::Range;

use text_size::{TextRange, TextSize};

/// A piece of the document as BuildKit reads it, with the way back to document offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined<'s> {
    text: Cow<'s, str>,
    /// Kept pieces, as ranges of the document; adjacent in `text`.
    pieces: Vec<Range<usize>>,
}

impl<'s> Joined<'s> {
    /// Joins `raw`, which begins at `start` in the document.
    pub fn new(raw: &'s str, start: usize, escape: char) -> Self {
        let pieces = kept_pieces(raw, escape);
        let text = match pieces.as_slice() {
            [] => Cow::Borrowed(""),
            [only] => Cow::Borrowed(&raw[only.clone()]),
            many => Cow::Owned(many.iter().map(|piece| &raw[piece.clone()]).collect()),
        };
        let pieces = pieces.into_iter().map(|piece| piece.start + start..piece.end + start).collect();
        Self { text, pieces }
    }

    /// A text without continuations.
    pub fn plain(raw: &'s str, start: usize) -> Self {
        Self { text: Cow::Borrowed(raw), pieces: std::iter::once(start..start + raw.len()).collect() }
    }

    /// The same text with `raw`, which begins at `start` in the document, after it.
    #[must_use]
    pub fn followed_by(mut self, raw: &str, start: usize) -> Self {
        self.text.to_mut().push_str(raw);
        self.pieces.push(start..start + raw.len());
        self
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The kept pieces, as byte ranges of the document.
    pub fn pieces(&self) -> &[Range<usize>] {
        &self.pieces
    }

    /// Document offset of a byte of [`Self::text`]. At a cut: where the next piece begins.
    pub fn document_offset(&self, index: usize) -> TextSize {
        self.locate(index, |index, length| index < length)
    }

    /// Document range of a byte range of [`Self::text`].
    pub fn document_range(&self, range: Range<usize>) -> TextRange {
        let start = self.document_offset(range.start);
        if range.is_empty() {
            return TextRange::empty(start);
        }
        // The end belongs to the piece that holds the last byte, not to the one that follows.
        TextRange::new(start, self.locate(range.end, |index, length| index <= length))
    }

    fn locate(&self, index: usize, inside: impl Fn(usize, usize) -> bool) -> TextSize {
        let mut rest = index;
        for piece in &self.pieces {
            if inside(rest, piece.len()) {
                return crate::offset(piece.start + rest);
            }
            rest -= piece.len().min(rest);
        }
        crate::offset(self.pieces.last().map_or(0, |piece| piece.end))
    }
}

/// Ranges of `raw` that remain when continuations, and the comment and blank lines after them, are
/// cut. Never empty for a text that is not.
pub fn kept_pieces(raw: &str, escape: char) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut continued = false;
    while at < raw.len() {
        let line = line_at(raw, at);
        if !(continued && is_comment_or_blank(&raw[line.clone()])) {
            let content = continuation_start(&raw[line.clone()], escape);
            continued = content.is_some();
            let end = content.map_or(line.end, |length| line.start + length);
            push_merged(&mut pieces, line.start..end);
        }
        at = line.end;
    }
    pieces
}

/// The physical line at `at` with its line break.
fn line_at(raw: &str, at: usize) -> Range<usize> {
    let end = raw[at..].find('\n').map_or(raw.len(), |newline| at + newline + 1);
    at..end
}

fn is_comment_or_blank(line: &str) -> bool {
    let content = line.trim_start();
    content.is_empty() || content.starts_with('#')
}

/// Where the escape character stands that continues this line, `None` if the line is not continued.
/// BuildKit wants no second escape character right before it, and allows blanks after it.
pub fn continuation_start(line: &str, escape: char) -> Option<usize> {
    let content = line.strip_suffix('\n')?;
    let content = content.trim_end_matches('\r');
    let before = content.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before.len())
}

fn push_merged(pieces: &mut Vec<Range<usize>>, piece: Range<usize>) {
    match pieces.last_mut() {
        Some(last) if last.end == piece.start => last.end = piece.end,
        _ if piece.is_empty() => {}
        _ => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_as_buildkit_joins_them() {
        for (raw, joined) in [
            ("a b", "a b"),
            ("a \\\n  b", "a   b"),
            ("a\\ \t\r\nb", "ab"),
            ("a\\ \r\r\nb", "ab"),
            ("a \\\n# note\n\n  # more\n b", "a  b"),
            ("a \\\\\nb", "a \\\\\nb"),
            ("\\\nx", "x"),
            ("a \\\n", "a "),
            ("a \\", "a \\"),
        ] {
            assert_eq!(Joined::new(raw, 0, '\\').text(), joined, "{raw:?}");
        }
    }

    #[test]
    fn offsets_lead_back_into_the_document() {
        let document = "RUN ab\\\n# c\ncd";
        let joined = Joined::new(&document[4..], 4, '\\');
        assert_eq!(joined.text(), "abcd");
        let range = joined.document_range(1..3);
        assert_eq!(&document[range], "b\\\n# c\nc");
        assert_eq!(&document[joined.document_range(0..2)], "ab");
        assert_eq!(&document[joined.document_range(2..4)], "cd");
    }
}
