//! The exec form.

use tree_sitter::Node;

use super::{children_of_kind, range_of};
use crate::{Source, TextRange};

/// `["a", "b"]`
#[derive(Debug, Clone, Copy)]
pub struct JsonArray<'s> {
    source: &'s Source,
    node: Node<'s>,
}

/// One string of an exec form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonString {
    /// With its quotes.
    pub range: TextRange,
    /// Escapes resolved.
    pub value: String,
}

impl<'s> JsonArray<'s> {
    pub(super) fn new(source: &'s Source, node: Node<'s>) -> Self {
        Self { source, node }
    }

    pub fn range(self) -> TextRange {
        range_of(self.node)
    }

    /// What is no string: numbers, `true`, nested arrays. BuildKit refuses an array that has any.
    pub fn other_values(self) -> Vec<TextRange> {
        children_of_kind(self.node, "json_value").into_iter().map(range_of).collect()
    }

    /// The strings in order.
    pub fn strings(self) -> Vec<JsonString> {
        children_of_kind(self.node, "json_string")
            .into_iter()
            .map(|string| {
                let range = range_of(string);
                JsonString { range, value: unescape(self.source.slice(range)) }
            })
            .collect()
    }
}

/// The value of a JSON string literal. The grammar took it for one, so what is odd is kept as written.
fn unescape(literal: &str) -> String {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('b') => value.push('\u{8}'),
            Some('f') => value.push('\u{c}'),
            Some('u') => value.push(unicode_escape(&mut chars)),
            Some(other) => value.push(other),
            None => value.push('\\'),
        }
    }
    value
}

/// `\uXXXX`, with its low surrogate where one follows.
fn unicode_escape(chars: &mut std::str::Chars<'_>) -> char {
    let unit = hex_digits(chars);
    let pair = chars.as_str().strip_prefix("\\u").filter(|_| (0xD800..0xDC00).contains(&unit));
    if let Some(rest) = pair {
        let mut lookahead = rest.chars();
        let low = hex_digits(&mut lookahead);
        if (0xDC00..0xE000).contains(&low) {
            *chars = lookahead;
            let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
    }
    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hex_digits(chars: &mut std::str::Chars<'_>) -> u32 {
    let digits: String = chars.clone().take(4).take_while(char::is_ascii_hexdigit).collect();
    chars.by_ref().take(digits.len()).for_each(drop);
    u32::from_str_radix(&digits, 16).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        for (literal, value) in [
            (r#""a\"b""#, "a\"b"),
            (r#""\u0041\n""#, "A\n"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""c:\\x""#, "c:\\x"),
        ] {
            assert_eq!(unescape(literal), value, "{literal}");
        }
    }
}
