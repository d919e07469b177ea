//! Lines and characters, as LSP counts them.

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

impl PositionEncoding {
    fn length(self, c: char) -> usize {
        match self {
            PositionEncoding::Utf8 => c.len_utf8(),
            PositionEncoding::Utf16 => c.len_utf16(),
            PositionEncoding::Utf32 => 1,
        }
    }
}

/// The character that follows `before`, which begins with its line.
pub(crate) fn character_of(before: &str, encoding: PositionEncoding) -> u32 {
    let count = match encoding {
        _ if before.is_ascii() => before.len(),
        encoding => before.chars().map(|c| encoding.length(c)).sum(),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Where a character of a line begins, in bytes from the line's start. Past the end: before the line
/// break. In the middle of a character of several units: its start.
pub(crate) fn byte_in_line(line: &str, character: u32, encoding: PositionEncoding) -> usize {
    let content = line.trim_end_matches(['\n', '\r']);
    let wanted = character as usize;
    if content.is_ascii() {
        return wanted.min(content.len());
    }
    let mut units = 0;
    let holds_it = |&(_, c): &(usize, char)| {
        units += encoding.length(c);
        units > wanted
    };
    content.char_indices().find(holds_it).map_or(content.len(), |(at, _)| at)
}
