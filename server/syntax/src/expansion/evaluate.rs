//! What a template comes to when its variables have values.

use super::{Modifier, Operator, Segment, Template, Variable};

/// A value longer than this is cut: `ENV A=$A$A` doubles it at every line.
pub const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Patterns are not applied to longer values; matching costs the square of the length.
const MAX_PATTERN_SUBJECT: usize = 4 * 1024;

/// The value of a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expanded {
    pub text: String,
    /// Variables without a value that took part; they count as empty, as in BuildKit.
    pub unset: Vec<String>,
}

/// Expands with `lookup`, which gives `None` for a variable that is not set.
pub fn expand(template: &Template, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut result = Expanded::default();
    for segment in &template.segments {
        match segment {
            Segment::Literal(text) => result.text.push_str(text),
            Segment::Variable(variable) => append_variable(variable, lookup, &mut result),
        }
        if result.text.len() > MAX_VALUE_BYTES {
            let end = (0..=MAX_VALUE_BYTES).rev().find(|&at| result.text.is_char_boundary(at)).unwrap_or(0);
            result.text.truncate(end);
            break;
        }
    }
    result
}

fn append_variable(variable: &Variable, lookup: &dyn Fn(&str) -> Option<String>, result: &mut Expanded) {
    let value = lookup(&variable.name);
    let Some(modifier) = &variable.modifier else {
        match value {
            Some(value) => result.text.push_str(&value),
            None => result.unset.push(variable.name.clone()),
        }
        return;
    };
    let is_set = value.as_ref().is_some_and(|value| !(modifier.empty_is_unset && value.is_empty()));
    match modifier.operator {
        Operator::Default if is_set => result.text.push_str(&value.unwrap_or_default()),
        Operator::Default => append_template(&modifier.argument, lookup, result),
        Operator::Alternative if is_set => append_template(&modifier.argument, lookup, result),
        Operator::Alternative => {}
        Operator::Required if is_set => result.text.push_str(&value.unwrap_or_default()),
        Operator::Required => result.unset.push(variable.name.clone()),
        _ => match value {
            Some(value) => result.text.push_str(&edited(&value, modifier, lookup)),
            None => result.unset.push(variable.name.clone()),
        },
    }
}

fn append_template(template: &Template, lookup: &dyn Fn(&str) -> Option<String>, result: &mut Expanded) {
    let nested = expand(template, lookup);
    result.text.push_str(&nested.text);
    result.unset.extend(nested.unset);
}

fn edited(value: &str, modifier: &Modifier, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    if value.len() > MAX_PATTERN_SUBJECT {
        return value.to_owned();
    }
    let pattern: Vec<char> = expand(&modifier.argument, lookup).text.chars().collect();
    let chars: Vec<char> = value.chars().collect();
    match modifier.operator {
        Operator::RemovePrefix { longest } => {
            let cut = match_length(&chars, &pattern, longest).unwrap_or(0);
            chars[cut..].iter().collect()
        }
        Operator::RemoveSuffix { longest } => {
            let matches = |start: &usize| glob_matches(&pattern, &chars[*start..]);
            let starts = 0..=chars.len();
            let cut = if longest { starts.clone().find(matches) } else { starts.rev().find(matches) };
            chars[..cut.unwrap_or(chars.len())].iter().collect()
        }
        Operator::Replace { all } => {
            let replacement = modifier
                .replacement
                .as_ref()
                .map(|template| expand(template, lookup).text)
                .unwrap_or_default();
            replace(&chars, &pattern, &replacement, all)
        }
        Operator::Default | Operator::Alternative | Operator::Required => value.to_owned(),
    }
}

fn replace(chars: &[char], pattern: &[char], replacement: &str, all: bool) -> String {
    let mut result = String::new();
    let mut at = 0;
    let mut replaced = false;
    while at < chars.len() {
        let matched = match_length(&chars[at..], pattern, true).filter(|&length| length > 0);
        match matched {
            Some(length) if all || !replaced => {
                result.push_str(replacement);
                replaced = true;
                at += length;
            }
            _ => {
                result.push(chars[at]);
                at += 1;
            }
        }
    }
    result
}

/// Length of the prefix of `text` that the pattern matches: the longest or the shortest.
fn match_length(text: &[char], pattern: &[char], longest: bool) -> Option<usize> {
    let matches = |end: &usize| glob_matches(pattern, &text[..*end]);
    let ends = 0..=text.len();
    if longest { ends.rev().find(matches) } else { ends.clone().find(matches) }
}

/// Shell patterns of BuildKit: `*`, `?` and escaped characters. Linear in text times stars.
fn glob_matches(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
                continue;
            }
            Some('?') => {
                (p, t) = (p + 1, t + 1);
                continue;
            }
            Some('\\') if pattern.get(p + 1) == Some(&text[t]) => {
                (p, t) = (p + 2, t + 1);
                continue;
            }
            Some(c) if *c == text[t] => {
                (p, t) = (p + 1, t + 1);
                continue;
            }
            _ => {}
        }
        let Some((after_star, matched)) = retry else { return false };
        retry = Some((after_star, matched + 1));
        (p, t) = (after_star, matched + 1);
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::super::{ExpansionErrorKind, parse, parse_body};
    use super::*;

    fn lookup(name: &str) -> Option<String> {
        match name {
            "A" => Some("alpha".into()),
            "E" => Some(String::new()),
            "V" => Some("12.4.1".into()),
            "PATH" => Some("/usr/bin:/bin".into()),
            _ => None,
        }
    }

    #[test]
    fn words_expand_as_in_buildkit() {
        for (text, value) in [
            ("$A-${A}", "alpha-alpha"),
            ("'$A' \"$A\" \\$A", "$A alpha $A"),
            ("${U:-x}${E:-y}${E-z}", "xy"),
            ("${A:+on}${U:+off}", "on"),
            ("${U:-${A}}", "alpha"),
            ("${U:-${W:-deep}}", "deep"),
            ("${V%.*} ${V%%.*} ${V#*.} ${V##*.}", "12.4 12 4.1 1"),
            ("${V/./-} ${V//./}", "12-4.1 1241"),
            ("$", "$"),
            ("a$ b", "a$ b"),
            ("$1 $$", " "),
            ("\"a\\nb\\\"\"", "a\\nb\""),
            ("x\\", "x"),
            ("${PATH}:/opt", "/usr/bin:/bin:/opt"),
        ] {
            assert_eq!(expand(&parse(text, '\\'), &lookup).text, value, "{text}");
        }
    }

    #[test]
    fn heredocs_keep_their_quotes() {
        for (text, value) in
            [("x $A \"y\" '$A' ${U:-q}\n", "x alpha \"y\" 'alpha' q\n"), ("\\$A \\n don't", "$A n don't")]
        {
            assert_eq!(expand(&parse_body(text), &lookup).text, value, "{text}");
        }
    }

    #[test]
    fn unset_variables_are_named() {
        assert_eq!(expand(&parse("$X${Y:-$Z}${A}", '\\'), &lookup).unset, ["X", "Z"]);
    }

    #[test]
    fn what_buildkit_refuses_is_an_error() {
        for (text, kind) in [
            ("'a", ExpansionErrorKind::UnclosedSingleQuote),
            ("\"a", ExpansionErrorKind::UnclosedDoubleQuote),
            ("${A", ExpansionErrorKind::UnclosedBrace),
            ("${A:-x", ExpansionErrorKind::UnclosedBrace),
            ("${}", ExpansionErrorKind::BadSubstitution),
            ("${:x}", ExpansionErrorKind::BadSubstitution),
            ("${A^^}", ExpansionErrorKind::UnsupportedModifier("^".into())),
            ("${A:#x}", ExpansionErrorKind::UnsupportedModifier(":#".into())),
        ] {
            assert_eq!(parse(text, '\\').error.map(|error| error.kind), Some(kind), "{text}");
        }
    }

    #[test]
    fn variables_keep_their_ranges() {
        let text = "a ${X:-$Y} $Z";
        let template = parse(text, '\\');
        let names: Vec<&str> =
            template.variables().iter().map(|variable| &text[variable.name_range.clone()]).collect();
        assert_eq!(names, ["X", "Y", "Z"]);
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "${A:-".repeat(5_000);
        assert!(parse(&text, '\\').error.is_some());
    }
}
