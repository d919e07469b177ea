//! Text from files and registries on its way to a terminal.

use std::borrow::Cow;

/// The text without characters that steer a terminal or reorder what is read: C0 and C1 controls
/// (the tab excepted), line breaks, and bidirectional overrides. Each becomes U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        Cow::Owned(text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same for a text of several lines, whose line breaks become plain ones.
pub fn printable_lines(text: &str) -> String {
    text.lines().flat_map(|line| [printable(line), Cow::Borrowed("\n")]).collect()
}

/// JSON in which what steers a terminal is escaped: its own rules leave C1 controls and overrides as they are.
pub fn escaped_in_json(json: &str) -> String {
    // Outside of strings, of which these may be part, JSON has line breaks alone.
    let stands = |c: char| c == '\n' || !steers(c);
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        if stands(c) {
            text.push(c);
        } else {
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        }
        text
    })
}

fn steers(c: char) -> bool {
    let reorders = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\t') || reorders
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(
            printable("a\u{1b}[31mb\r\n\u{9b}c\u{202e}d"),
            "a\u{fffd}[31mb\u{fffd}\u{fffd}\u{fffd}c\u{fffd}d"
        );
        assert_eq!(printable_lines("a\u{1b}\r\n\rb\n\nc"), "a\u{fffd}\n\u{fffd}b\n\nc\n");
        assert!(matches!(printable("plain ß\t"), Cow::Borrowed(_)));
        assert_eq!(escaped_in_json("{\n\"a\u{9b}\u{202e}ß\"\n}"), "{\n\"a\\u009b\\u202eß\"\n}");
    }
}
