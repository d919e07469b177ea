//! Debian control files: stanzas of `Field: value` lines.

use std::io::{BufRead, Result};

/// Bytes of one line that are kept; longer ones (file lists, descriptions) are cut.
const MAX_LINE: usize = 64 << 10;

/// Calls `each` with every stanza of a control file, as `(field, value)` pairs. A folded value's
/// lines are joined by newlines; only fields that `wanted` accepts are kept.
pub fn stanzas(
    mut reader: impl BufRead,
    wanted: impl Fn(&str) -> bool,
    mut each: impl FnMut(&mut Vec<(String, String)>),
) -> Result<()> {
    let mut stanza: Vec<(String, String)> = Vec::new();
    let mut line = Vec::new();
    let mut keeping = false;
    let mut lines = 0u64;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        line.truncate(MAX_LINE);
        let text = line.trim_ascii_end();
        if text.is_empty() {
            if lines > 0 {
                each(&mut stanza);
                stanza.clear();
            }
            (keeping, lines) = (false, 0);
            if read == 0 {
                return Ok(());
            }
            continue;
        }
        lines += 1;
        // Most lines are of fields that nobody wants: only what is kept is taken for text.
        if text.starts_with(b" ") || text.starts_with(b"\t") {
            if let Some((_, value)) = stanza.last_mut().filter(|_| keeping) {
                value.push('\n');
                value.push_str(String::from_utf8_lossy(text).trim_start());
            }
        } else if let Some(colon) = text.iter().position(|byte| *byte == b':') {
            let field = std::str::from_utf8(&text[..colon]).ok().filter(|field| wanted(field));
            keeping = field.is_some();
            if let Some(field) = field {
                let value = String::from_utf8_lossy(&text[colon + 1..]);
                stanza.push((field.to_owned(), value.trim().to_owned()));
            }
        }
    }
}

/// A field's value; empty where there is none.
pub fn field<'a>(stanza: &'a [(String, String)], name: &str) -> &'a str {
    stanza.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Takes a field's value out of a stanza; empty where there is none.
pub fn take(stanza: &mut [(String, String)], name: &str) -> String {
    let found = stanza.iter_mut().find(|(field, _)| field == name);
    found.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
}

/// Writes a stanza at the end of a text that [`stanzas`] reads again.
pub fn put_stanza(text: &mut String, stanza: &[(String, String)]) {
    for (field, value) in stanza {
        text.push_str(&format!("{field}: {}\n", value.replace('\n', "\n ")));
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_fields_and_blank_lines() {
        let text = "\n\nPackage: a\nDepends: b,\n c\nDescription: x\n y\n\n\nPackage: d\nVersion: 1\r\n";
        let mut found = Vec::new();
        stanzas(text.as_bytes(), |field| field != "Description", |stanza| found.push(stanza.clone()))
            .expect("memory");
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found[0], [pair("Package", "a"), pair("Depends", "b,\nc")]);
        assert_eq!(found[1], [pair("Package", "d"), pair("Version", "1")]);
        assert_eq!(found.len(), 2);

        let mut written = String::new();
        found.iter().for_each(|stanza| put_stanza(&mut written, stanza));
        let mut again = Vec::new();
        stanzas(written.as_bytes(), |_| true, |stanza| again.push(stanza.clone())).expect("memory");
        assert_eq!(again, found);
    }
}
