//! Which lines of an instruction begin or end inside quotes: blanks there belong to a value.

/// Follows quotes over the lines of one instruction.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotes {
    open: Option<char>,
}

impl Quotes {
    pub fn are_open(self) -> bool {
        self.open.is_some()
    }

    /// Reads the content of a line, without a continuation at its end.
    pub fn read(&mut self, content: &str, escape: char) {
        let mut chars = content.chars();
        while let Some(c) = chars.next() {
            match self.open {
                Some('\'') if c == '\'' => self.open = None,
                Some('\'') => {}
                _ if c == '\\' || c == escape => {
                    chars.next();
                }
                Some(quote) if c == quote => self.open = None,
                Some(_) => {}
                None if matches!(c, '"' | '\'') => self.open = Some(c),
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_open_over_lines() {
        for (content, open) in [
            ("a", false),
            ("a \"b", true),
            ("'it", true),
            (r#"\"a"#, false),
            (r#""a\" b"#, true),
            (r"'\' b", false),
            ("\"it's\"", false),
        ] {
            let mut quotes = Quotes::default();
            quotes.read(content, '\\');
            assert_eq!(quotes.are_open(), open, "{content}");
        }
    }
}
