//! The text of a `layerwise.toml` with a rule switched off; the rest stays as somebody wrote it.

use syntax::TextEdit;

/// The edit that switches a rule off. `None` for a text that is no TOML, or keeps its rules in another
/// form than a table `[rules]`.
pub fn turn_off(text: &str, id: &str) -> Option<TextEdit> {
    let value = super::file::parse(text).ok()?;
    let line = format!("\"{id}\" = \"off\"\n");
    let Some(body) = body_of_rules(text) else {
        let has_rules = value.get("rules").is_some();
        return (!has_rules).then(|| append(text, &line));
    };
    let mut start = body;
    for row in text[body..].split_inclusive('\n') {
        if row.trim_start().starts_with('[') {
            break;
        }
        if key_of(row).is_some_and(|key| key.eq_ignore_ascii_case(id)) {
            return Some(TextEdit::replace(syntax::range(start, start + row.len()), line));
        }
        start += row.len();
    }
    let at_end = body == text.len() && !text.ends_with('\n');
    let line = if at_end { format!("\n{line}") } else { line };
    Some(TextEdit::insert(syntax::offset(body), line))
}

/// Where the line below `[rules]` begins.
fn body_of_rules(text: &str) -> Option<usize> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if line.split('#').next().is_some_and(|header| header.trim() == "[rules]") {
            return Some(end);
        }
    }
    None
}

/// `sudo = "off"` and `"sudo" = "off"`.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    Some(key.trim().trim_matches(['"', '\'']))
}

fn append(text: &str, line: &str) -> TextEdit {
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    TextEdit::insert(syntax::offset(text.len()), format!("{gap}[rules]\n{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_file_stays() {
        let off = "\"sudo\" = \"off\"\n";
        for (before, after) in [
            ("", format!("[rules]\n{off}")),
            ("offline = true", format!("offline = true\n\n[rules]\n{off}")),
            ("[rules]\n# why\nml = \"hint\"\n", format!("[rules]\n{off}# why\nml = \"hint\"\n")),
            ("[rules] # ours\nsudo = \"hint\"\n[hints]\n", format!("[rules] # ours\n{off}[hints]\n")),
            ("[rules]", format!("[rules]\n{off}")),
        ] {
            let edit = turn_off(before, "sudo").expect("it can be edited");
            let text = syntax::edit::apply(before, [&edit]).expect("a valid edit");
            assert_eq!(text, after);
            let rules = &super::super::file::parse(&text).expect("TOML")["rules"];
            assert_eq!(rules["sudo"], "off", "{text}");
        }
        assert_eq!(turn_off("rules = { sudo = \"hint\" }\n", "sudo"), None);
        assert_eq!(turn_off("no toml", "sudo"), None);
    }
}
