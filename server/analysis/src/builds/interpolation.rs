//! `${NAME}` in compose files, and the `.env` that gives it a value.

use std::collections::BTreeMap;

use syntax::expansion::{expand, parse};

/// The text with its variables; `None` where one has neither value nor default. Quotes are plain text
/// here, and two dollar signs stand for one.
pub(super) fn interpolate(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        result.push_str(&rest[..dollar]);
        rest = &rest[dollar..];
        let length = variable_length(rest);
        match rest.strip_prefix("$$") {
            Some(behind) => {
                result.push('$');
                rest = behind;
            }
            None => {
                let template = parse(&rest[..length], '\0');
                let expanded = expand(&template, environment);
                if template.error.is_some() || !expanded.unset.is_empty() {
                    return None;
                }
                result.push_str(&expanded.text);
                rest = &rest[length..];
            }
        }
    }
    result.push_str(rest);
    Some(result)
}

/// How long `$NAME` or `${…}` is at the beginning of a text.
fn variable_length(text: &str) -> usize {
    if !text.starts_with("${") {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        return text[1..].find(|c| !is_name(c)).map_or(text.len(), |end| end + 1);
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Reads `NAME=value` lines.
pub fn env_file(text: &str) -> BTreeMap<String, String> {
    let pair = |line: &str| {
        let (name, value) = line.trim().trim_start_matches("export ").split_once('=')?;
        let value = value.trim();
        let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        let plain = || value.split(" #").next().unwrap_or_default().trim_end();
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('#');
        is_name(name).then(|| (name.trim_end().to_owned(), quoted.unwrap_or_else(plain).to_owned()))
    };
    text.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_take_their_value_or_default() {
        let environment = |name: &str| (name == "SET").then(|| "on".to_owned());
        for (text, expected) in [
            ("plain", Some("plain")),
            ("a-${SET}", Some("a-on")),
            ("$SET", Some("on")),
            ("${UNSET:-12.4}-x", Some("12.4-x")),
            ("${UNSET-12.4}", Some("12.4")),
            ("${UNSET}", None),
            ("${UNSET:-${SET}-b}c", Some("on-bc")),
            ("${SET", None),
            ("100$", Some("100$")),
            ("it's \"$$5\"", Some("it's \"$5\"")),
        ] {
            assert_eq!(interpolate(text, &environment).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn env_files_have_names_and_values() {
        let read = env_file("# note\nA=1\nexport B = \"x y\"\nC=z # why\n\nD\n");
        let pairs: Vec<(&str, &str)> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("A", "1"), ("B", "x y"), ("C", "z")]);
    }
}
