//! Lines and characters, as LSP counts them: `\n`, `\r\n` and a lone `\r` end a line.

use ropey::{Rope, RopeSlice};
use text_size::{TextRange, TextSize};

/// Zero-based line and character; what a character is depends on the [`PositionEncoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// Start and end position, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PositionRange {
    pub start: Position,
    pub end: Position,
}

/// The unit of [`Position::character`], negotiated with the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PositionEncoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

/// Position of a byte offset. An offset past the end is the end; one inside a character its start.
pub fn position_of(rope: &Rope, offset: TextSize, encoding: PositionEncoding) -> Position {
    let byte = usize::from(offset).min(rope.len_bytes());
    let char_index = rope.byte_to_char(byte);
    let line = rope.char_to_line(char_index);
    let line_start = rope.line_to_char(line);
    let character = match encoding {
        PositionEncoding::Utf8 => rope.char_to_byte(char_index) - rope.line_to_byte(line),
        PositionEncoding::Utf16 => rope.char_to_utf16_cu(char_index) - rope.char_to_utf16_cu(line_start),
        PositionEncoding::Utf32 => char_index - line_start,
    };
    Position { line: line as u32, character: character as u32 }
}

/// Byte offset of a position. A line past the end is the end of the text, a character past the
/// end of its line the end of that line (before its line break), as LSP asks.
pub fn offset_of(rope: &Rope, position: Position, encoding: PositionEncoding) -> TextSize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return crate::offset(rope.len_bytes());
    }
    let content = without_line_break(rope.line(line));
    let character = position.character as usize;
    let in_line = match encoding {
        PositionEncoding::Utf8 => {
            let byte = character.min(content.len_bytes());
            content.char_to_byte(content.byte_to_char(byte))
        }
        PositionEncoding::Utf16 => {
            let unit = character.min(content.len_utf16_cu());
            content.char_to_byte(content.utf16_cu_to_char(unit))
        }
        PositionEncoding::Utf32 => content.char_to_byte(character.min(content.len_chars())),
    };
    crate::offset(rope.line_to_byte(line) + in_line)
}

/// Both ends of a byte range.
pub fn range_of(rope: &Rope, range: TextRange, encoding: PositionEncoding) -> PositionRange {
    PositionRange {
        start: position_of(rope, range.start(), encoding),
        end: position_of(rope, range.end(), encoding),
    }
}

fn without_line_break(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    while end > 0 && matches!(line.char(end - 1), '\n' | '\r') {
        end -= 1;
    }
    line.slice(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_in_the_negotiated_unit() {
        let rope = Rope::from_str("a\r\nß€😀x\rlast");
        for (encoding, character) in
            [(PositionEncoding::Utf8, 9), (PositionEncoding::Utf16, 4), (PositionEncoding::Utf32, 3)]
        {
            let offset = TextSize::new(12);
            let position = position_of(&rope, offset, encoding);
            assert_eq!(position, Position { line: 1, character });
            assert_eq!(offset_of(&rope, position, encoding), offset);
        }
    }

    #[test]
    fn line_breaks_are_those_of_lsp() {
        let rope = Rope::from_str("a\rb\r\nc\nd\u{2028}e");
        assert_eq!(position_of(&rope, TextSize::new(2), PositionEncoding::Utf16).line, 1);
        assert_eq!(position_of(&rope, TextSize::new(5), PositionEncoding::Utf16).line, 2);
        assert_eq!(rope.len_lines(), 4, "U+2028 ends no line");
    }

    #[test]
    fn positions_outside_the_text_are_clamped() {
        let rope = Rope::from_str("ab\ncd");
        let at = |line, character| offset_of(&rope, Position { line, character }, PositionEncoding::Utf16);
        assert_eq!(u32::from(at(0, 99)), 2);
        assert_eq!(u32::from(at(9, 0)), 5);
    }
}
