//! Heredoc markers as BuildKit finds them, whether or not their end exists.

use syntax::{InstructionKind, TextRange};

use super::arguments::rest;
use super::marks::Mark;
use crate::model::InstructionInfo;

/// The first marker of an instruction that no line ends, with its name. The grammar opens a heredoc
/// only where an end exists, so that a marker too many is one without an end.
pub fn unterminated(info: &InstructionInfo<'_>, escape: char) -> Option<(TextRange, String)> {
    if !info.has(Mark::Heredoc) {
        return None;
    }
    let takes_heredocs =
        matches!(info.kind(), InstructionKind::Run | InstructionKind::Copy | InstructionKind::Add);
    if !takes_heredocs || info.syntax.json_array().is_some() {
        let trigger = info.trigger.as_deref()?;
        return unterminated(trigger, escape);
    }
    let text = rest(info, escape);
    if !text.text().contains("<<") {
        return None;
    }
    let (start, name) = markers(text.text()).into_iter().nth(info.syntax.heredocs().len())?;
    Some((text.document_range(start..start + 2), name))
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
