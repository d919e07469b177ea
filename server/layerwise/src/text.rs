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
        assert!(matches!(printable("plain ß\t"), Cow::Borrowed(_)));
    }
}
