//! Where the lines of a text begin: offsets find their line without reading the text again.

use text_size::{TextRange, TextSize};

use crate::position::{Position, PositionEncoding, PositionRange, byte_in_line, character_of};

/// The lines of one text, as LSP counts them: `\n`, `\r\n` and a lone `\r` end a line.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Byte offsets; the first line begins at 0.
    starts: Vec<u32>,
}

impl Lines {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
            .map(|at| u32::from(crate::offset(at + 1)));
        Self { starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Position of a byte offset of `text`. An offset past the end is the end; one inside a character
    /// its start.
    pub fn position(&self, text: &str, offset: TextSize, encoding: PositionEncoding) -> Position {
        let mut at = usize::from(offset).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= at) - 1;
        let character = character_of(&text[self.starts[line] as usize..at], encoding);
        Position { line: line as u32, character }
    }

    /// Both ends of a byte range.
    pub fn position_range(&self, text: &str, range: TextRange, encoding: PositionEncoding) -> PositionRange {
        PositionRange {
            start: self.position(text, range.start(), encoding),
            end: self.position(text, range.end(), encoding),
        }
    }

    /// Byte offset of a position in `text`. A line past the end is the end of the text, a character past
    /// the end of its line the end of that line (before its line break), as LSP asks.
    pub fn offset(&self, text: &str, position: Position, encoding: PositionEncoding) -> TextSize {
        let range = self.range(text, position.line);
        let line = &text[usize::from(range.start())..usize::from(range.end())];
        range.start() + crate::offset(byte_in_line(line, position.character, encoding))
    }

    /// A line of `text` with its line break; empty and at the end for a line that is not there.
    pub fn range(&self, text: &str, line: u32) -> TextRange {
        let start = |line: usize| self.starts.get(line).map_or(text.len(), |&start| start as usize);
        crate::range(start(line as usize), start(line as usize + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODINGS: [PositionEncoding; 3] =
        [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

    #[test]
    fn characters_are_counted_in_the_negotiated_unit() {
        let text = "a\r\nß€😀x\rlast";
        let lines = Lines::of(text);
        for (encoding, character) in ENCODINGS.into_iter().zip([9, 4, 3]) {
            let offset = TextSize::new(12);
            let position = lines.position(text, offset, encoding);
            assert_eq!(position, Position { line: 1, character });
            assert_eq!(lines.offset(text, position, encoding), offset);
        }
    }

    #[test]
    fn line_breaks_are_those_of_lsp() {
        let text = "a\rb\r\nc\nd\u{2028}e";
        let lines = Lines::of(text);
        let line = |offset| lines.position(text, TextSize::new(offset), PositionEncoding::Utf16).line;
        assert_eq!([line(1), line(2), line(4), line(5), line(7)], [0, 1, 1, 2, 3]);
        assert_eq!(lines.starts.len(), 4, "U+2028 ends no line");
    }

    #[test]
    fn positions_outside_the_text_are_clamped() {
        let text = "ab\ncd";
        let lines = Lines::of(text);
        let at = |line, character| lines.offset(text, Position { line, character }, PositionEncoding::Utf16);
        assert_eq!([at(0, 99), at(1, 99), at(9, 0)].map(u32::from), [2, 5, 5]);
        let past = lines.position(text, TextSize::new(99), PositionEncoding::Utf16);
        assert_eq!(past, Position { line: 1, character: 2 });
    }

    #[test]
    fn an_offset_inside_a_character_is_its_start() {
        let (text, encoding) = ("a😀b", PositionEncoding::Utf16);
        let lines = Lines::of(text);
        assert_eq!(lines.position(text, TextSize::new(3), encoding).character, 1);
        assert_eq!(lines.offset(text, Position { line: 0, character: 2 }, encoding), TextSize::new(1));
    }
}
