//! How deep an HCL text nests, told without the parser, which calls itself for each bracket and operator: a
//! stack that overflows would end the program.

/// Brackets and texts inside of each other.
const MAX_DEPTH: usize = 64;
/// Operators of one expression.
const MAX_OPERATORS: usize = 128;

/// Whether a file nests deeper than anybody writes it.
pub(super) fn is_too_deep(text: &str) -> bool {
    Reader::default().exceeds(text)
}

/// The same of a text whose `${ … }` are expressions.
pub(super) fn is_template_too_deep(text: &str) -> bool {
    let template = Reader { open: vec![TEMPLATE], ..Reader::default() };
    template.exceeds(text)
}

const TEXT: u8 = b'"';
/// A text that no quote ends.
const TEMPLATE: u8 = b'T';

#[derive(Default)]
struct Reader {
    /// Brackets and quotes around the place.
    open: Vec<u8>,
    operators: usize,
}

impl Reader {
    fn exceeds(mut self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let read = match self.open.last() {
                Some(&(TEXT | TEMPLATE)) => self.in_text(rest),
                _ => self.in_code(rest),
            };
            rest = &rest[read.clamp(1, rest.len())..];
            if self.open.len() > MAX_DEPTH || self.operators > MAX_OPERATORS {
                return true;
            }
        }
        false
    }

    /// Bytes that were read.
    fn in_text(&mut self, rest: &[u8]) -> usize {
        let ends_with_the_line = self.open.last() == Some(&TEXT);
        match rest {
            [b'\\', ..] => return 2,
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => return 3,
            [b'$' | b'%', b'{', ..] => {
                self.open.push(b'{');
                return 2;
            }
            [b'"' | b'\n', ..] if ends_with_the_line => drop(self.open.pop()),
            _ => {}
        }
        1
    }

    fn in_code(&mut self, rest: &[u8]) -> usize {
        let after = |end: &[u8]| {
            rest.windows(end.len())
                .skip(2)
                .position(|it| it == end)
                .map_or(rest.len(), |at| at + 2 + end.len())
        };
        match rest {
            [b'#', ..] => return rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            [b'/', b'/', ..] => return rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => return after(b"*/"),
            [open @ (b'(' | b'[' | b'{' | b'"'), ..] => self.open.push(*open),
            [b')' | b']' | b'}', ..] => drop(self.open.pop()),
            // Between braces a line ends the expression, between other brackets it does not.
            [b'\n', ..] if self.open.last().is_none_or(|open| *open == b'{') => self.operators = 0,
            [b'!' | b'-' | b'+' | b'*' | b'/' | b'%' | b'?' | b'&' | b'|' | b'<' | b'>' | b'=', ..] => {
                self.operators += 1;
            }
            _ => {}
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nests_is_too_deep() {
        for (text, expected) in [
            ("a = 1 + 2\n".repeat(500), false),
            (format!("a = {}1", "1 + ".repeat(500)), true),
            (format!("a = {}true", "!".repeat(500)), true),
            (format!("a = ({}true)", "!\n".repeat(500)), true),
            (format!("a = {}true", "! /* x */ ".repeat(500)), true),
            (format!("a = \"{}\"\nb = {}true", "-".repeat(500), "!".repeat(9)), false),
            (format!("# {}\n// {}\n/* {} */", "-".repeat(500), "(".repeat(500), "[\"".repeat(500)), false),
            (format!("a = \"${{ {}true }}\"", "!".repeat(500)), true),
            (format!("a = \"$${{\"\nb = {}true", "!".repeat(500)), true),
            (format!("a = \"it\\\"s\"\nb = {}", "[".repeat(500)), true),
            (format!("a = <<E\n\"\nE\nb = {}true", "!".repeat(500)), true),
            (format!("a = {}", "\"${".repeat(500)), true),
            ("x {\n a = [\"b\", \"c-d/e\"]\n}\n".repeat(500), false),
        ] {
            assert_eq!(is_too_deep(&text), expected, "{}", &text[..text.len().min(40)]);
        }
        assert!(is_template_too_deep(&format!("\"\n${{ {}1 }}", "-".repeat(500))));
        assert!(!is_template_too_deep(&"a-b ".repeat(500)));
    }
}
