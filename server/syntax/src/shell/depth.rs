//! How deep a shell text is, before it is parsed.
//!
//! The grammar reads brackets in brackets, long pipelines and many heredocs in quadratic time or worse. Real
//! texts have a handful; the bound is one on the text, not on the clock, so that a busy machine finds what an
//! idle one finds.

/// Brackets and quotes inside of each other, commands of one pipeline, heredocs of one text.
const MAX_DEPTH: usize = 200;

/// Whether a text is deeper than the parser may be asked to read.
pub(super) fn is_deep(text: &str) -> bool {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, open: Vec::new(), pipes: 0, heredocs: 0 };
    while scan.at < scan.bytes.len() {
        scan.step();
        if scan.open.len().max(scan.pipes).max(scan.heredocs) > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// A walk over the bytes of a text that knows quotes, comments and brackets, and nothing else of a shell.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// What closes the brackets and double quotes that are open.
    open: Vec<u8>,
    /// Pipes since the last end of a command.
    pipes: usize,
    heredocs: usize,
}

impl Scan<'_> {
    fn step(&mut self) {
        let byte = self.bytes[self.at];
        let is_quoted = self.open.last() == Some(&b'"');
        self.at += 1;
        match byte {
            b'\\' => self.at += 1,
            _ if self.open.last() == Some(&byte) => drop(self.open.pop()),
            b'(' | b'{' if is_quoted && !self.follows(b"$") => {}
            b'"' => self.open.push(b'"'),
            b'(' => self.open.push(b')'),
            b'{' => self.open.push(b'}'),
            _ if is_quoted => {}
            b'[' => self.open.push(b']'),
            b'\'' => self.skip_to(b'\''),
            b'#' if self.follows(b" \t\n;&|(") => {
                self.skip_to(b'\n');
                self.pipes = 0;
            }
            b'|' => self.pipes += 1,
            b';' | b'\n' | b'&' => self.pipes = 0,
            b'<' if self.follows(b"<") => self.heredocs += 1,
            _ => {}
        }
    }

    /// Whether the byte before this one is one of these.
    fn follows(&self, before: &[u8]) -> bool {
        self.at.checked_sub(2).is_some_and(|at| before.contains(&self.bytes[at]))
    }

    fn skip_to(&mut self, end: u8) {
        let found = self.bytes[self.at..].iter().position(|byte| *byte == end);
        self.at = found.map_or(self.bytes.len(), |found| self.at + found + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_are_flat() {
        for part in [
            "a && b || c; ",
            "if [ -f a ]; then echo \"$x\" '(' \")\"; fi\n",
            "x=$(a | b) y=${z[1]}; ",
            "cat a | b | c # don't (\n",
            "case $x in a) b ;; (c) d ;; esac\n",
            "echo \\( \\\" \"(\" \\[; ",
        ] {
            assert!(!is_deep(&part.repeat(1_000)), "{part}");
        }
    }

    #[test]
    fn depth_is_seen_past_closers_that_close_nothing() {
        for part in [
            "a | ",
            "cat <<A ",
            "a=(",
            "a=(')' ",
            "a=(\")\" ",
            "a=( # )\n",
            "a=(\\) ",
            "${",
            "\"$(",
            "\"${a:-",
            "{ ",
            "[[ ",
        ] {
            assert!(is_deep(&part.repeat(MAX_DEPTH + 1)), "{part}");
            assert!(!is_deep(&part.repeat(10)), "{part}");
        }
    }
}
