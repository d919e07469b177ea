//! Heredoc markers as BuildKit finds them, whether or not their end exists.

use super::Instruction;
use crate::continuation::Joined;
use crate::{InstructionKind, TextRange, TextSize};

impl Instruction<'_> {
    /// The first marker that no line ends, with its name; of a trigger, where there is one. The grammar opens a
    /// heredoc only where an end exists, so that a marker too many is one without an end.
    pub fn unterminated_heredoc(self, escape: char) -> Option<(TextRange, String)> {
        let takes_heredocs =
            matches!(self.kind(), InstructionKind::Run | InstructionKind::Copy | InstructionKind::Add);
        if !takes_heredocs || self.json_array().is_some() {
            return self.trigger()?.unterminated_heredoc(escape);
        }
        let range = self.rest_range();
        let text = Joined::new(self.source().slice(range), usize::from(range.start()), escape);
        if !text.text().contains("<<") {
            return None;
        }
        let (start, name) = markers(text.text()).into_iter().nth(self.heredocs().len())?;
        Some((text.document_range(start..start + 2), name))
    }

    /// From after the keyword and its flags to the end of the command line; empty where nothing follows.
    pub fn rest_range(self) -> TextRange {
        let arguments = self.arguments_range();
        let after_flags = self.flags().last().map_or(arguments.start(), |flag| flag.range().end());
        let start = after_flags.min(arguments.end());
        let text = self.source().slice(TextRange::new(start, arguments.end()));
        let blank = text.len() - text.trim_start().len();
        TextRange::new(start + TextSize::new(u32::try_from(blank).unwrap_or_default()), arguments.end())
    }
}

/// Offset of `<<` and the name, for every word that is a marker. Words end at blanks outside of
/// quotes; blanks may stand behind `<<`. Where a quote is not closed, BuildKit finds none at all.
fn markers(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut at, mut is_start) = (0, true);
    while let Some(next) = text[at..].chars().next() {
        if next.is_whitespace() {
            is_start = true;
        } else if is_start {
            if let Some((offset, name)) = marker(&text[at..]) {
                found.push((at + offset, name));
            }
            is_start = false;
        }
        at += match next {
            '\'' | '"' => match quoted_length(&text[at..], next) {
                Some(length) => length,
                None => return Vec::new(),
            },
            '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => next.len_utf8(),
        };
    }
    found
}

/// `<<NAME`, `<<-NAME`, `3<<NAME`, `<< NAME` at the start of a text.
fn marker(text: &str) -> Option<(usize, String)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let after = text[digits..].strip_prefix("<<")?;
    let after = after.strip_prefix('-').unwrap_or(after).trim_start();
    let end = after.find(char::is_whitespace).unwrap_or(after.len());
    let name: String = after[..end].chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    (!name.is_empty() && !name.contains('<')).then_some((digits, name))
}

/// Length of a quoted part with both quotes; `None` where it is not closed.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::markers;

    #[test]
    fn markers_are_found_as_buildkit_finds_them() {
        let table: [(&str, &[&str]); 10] = [
            ("<<EOF", &["EOF"]),
            ("cat <<-'E O' x", &["E"]),
            ("a <<A 3<<B", &["A", "B"]),
            ("cat << EOF", &["EOF"]),
            ("cat<<EOF", &[]),
            ("cat <<<word", &[]),
            ("echo $((1<<2))", &[]),
            ("echo 'a <<EOF'", &[]),
            ("echo \\<<EOF", &[]),
            ("cat <<\"EOF", &[]),
        ];
        for (text, names) in table {
            let found: Vec<String> = markers(text).into_iter().map(|(_, name)| name).collect();
            assert_eq!(found, names, "{text}");
        }
    }
}
