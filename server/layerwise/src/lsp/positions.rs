//! Positions of many offsets in ascending order: one walk over the text.

use syntax::position::PositionEncoding;
use syntax::{Position, TextSize};

/// A place in the text that only moves forward. Lines end as LSP counts them.
pub struct Positions<'t> {
    text: &'t str,
    encoding: PositionEncoding,
    at: usize,
    position: Position,
}

impl<'t> Positions<'t> {
    pub fn new(text: &'t str, encoding: PositionEncoding) -> Self {
        Self { text, encoding, at: 0, position: Position::default() }
    }

    /// The position of an offset that is not before the last one.
    pub fn at(&mut self, offset: TextSize) -> Position {
        let target = usize::from(offset).min(self.text.len());
        let Some(passed) = self.text.get(self.at..target) else { return self.position };
        let mut previous = None;
        for c in passed.chars() {
            self.pass(c, previous);
            previous = Some(c);
        }
        self.at = target;
        self.position
    }

    fn pass(&mut self, c: char, previous: Option<char>) {
        let previous = previous.or_else(|| self.text[..self.at].chars().next_back());
        match c {
            '\n' if previous == Some('\r') => {} // the line ended with the carriage return
            '\n' | '\r' => self.position = Position { line: self.position.line + 1, character: 0 },
            _ => {
                self.position.character += match self.encoding {
                    PositionEncoding::Utf8 => c.len_utf8() as u32,
                    PositionEncoding::Utf16 => c.len_utf16() as u32,
                    PositionEncoding::Utf32 => 1,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::Source;

    #[test]
    fn the_walk_agrees_with_the_lines() {
        let text = "FROM a\r\nRUN ß€😀\rx\n\nend";
        let source = Source::parse(text);
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
            let mut positions = Positions::new(text, encoding);
            // Between a carriage return and its line feed nothing begins or ends.
            let between = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
            for (at, _) in text.char_indices().filter(|(at, _)| !between(*at)) {
                let offset = syntax::offset(at);
                assert_eq!(positions.at(offset), source.position(offset, encoding), "{at} {encoding:?}");
            }
        }
    }
}
